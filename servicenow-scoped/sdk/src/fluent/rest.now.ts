import '@servicenow/sdk/global';
import { RestApi } from '@servicenow/sdk/core';
import { adminEndpoint } from './security.now';

// Partners prove who they are to the node itself (PROTOCOL §4): the platform lets everybody call these, as it must.
RestApi({
  $id: Now.ID['rest-partner'],
  name: 'Entente',
  serviceId: 'entente',
  shortDescription: 'The Entente protocol: other companies’ nodes call these.',
  consumes: 'application/json',
  produces: 'application/json',
  enforceAcl: [],
  routes: [
    {
      $id: Now.ID['rest-node'],
      name: 'Node info',
      path: '/v1/node',
      method: 'GET',
      script: "Entente.partner(request, response, 'GET');",
      authentication: false,
      authorization: false,
      internalRole: false,
    },
    {
      $id: Now.ID['rest-ring'],
      name: 'Ring',
      path: '/v1/invitations/{id}/ring',
      method: 'POST',
      script: "Entente.partner(request, response, 'POST');",
      authentication: false,
      authorization: false,
      internalRole: false,
    },
    {
      $id: Now.ID['rest-acceptances'],
      name: 'Acceptance',
      path: '/v1/invitations/{id}/acceptances',
      method: 'POST',
      script: "Entente.partner(request, response, 'POST');",
      authentication: false,
      authorization: false,
      internalRole: false,
    },
    {
      $id: Now.ID['rest-decline'],
      name: 'Decline',
      path: '/v1/invitations/{id}/decline',
      method: 'POST',
      script: "Entente.partner(request, response, 'POST');",
      authentication: false,
      authorization: false,
      internalRole: false,
    },
    {
      $id: Now.ID['rest-fetch'],
      name: 'Fetch an acceptance',
      path: '/v1/acceptances/{id}',
      method: 'GET',
      script: "Entente.partner(request, response, 'GET');",
      authentication: false,
      authorization: false,
      internalRole: false,
    },
    {
      $id: Now.ID['rest-completion'],
      name: 'Completion',
      path: '/v1/acceptances/{id}/completion',
      method: 'POST',
      script: "Entente.partner(request, response, 'POST');",
      authentication: false,
      authorization: false,
      internalRole: false,
    },
    {
      $id: Now.ID['rest-exchange'],
      name: 'Exchange',
      path: '/v1/connections/{id}/exchange',
      method: 'POST',
      script: "Entente.partner(request, response, 'POST');",
      authentication: false,
      authorization: false,
      internalRole: false,
    },
  ],
});

// For everyone who is signed in: the node asks whether they may read the record, and lets only the role act.
RestApi({
  $id: Now.ID['rest-issue'],
  name: 'Entente on a record',
  serviceId: 'issue',
  shortDescription: 'What the page about one record asks.',
  consumes: 'application/json',
  produces: 'application/json',
  enforceAcl: [],
  routes: [
    {
      $id: Now.ID['rest-issue-call'],
      name: 'Call',
      path: '/call',
      method: 'POST',
      script: 'Entente.admin(request, response);',
      authentication: true,
      authorization: false,
      internalRole: true,
      enforceAcl: [],
    },
  ],
});

RestApi({
  $id: Now.ID['rest-admin'],
  name: 'Entente administration',
  serviceId: 'admin',
  shortDescription: 'What the Connections page asks its own node.',
  consumes: 'application/json',
  produces: 'application/json',
  enforceAcl: [adminEndpoint],
  routes: [
    {
      $id: Now.ID['rest-admin-call'],
      name: 'Call',
      path: '/call',
      method: 'POST',
      script: 'Entente.admin(request, response);',
      authentication: true,
      authorization: true,
      internalRole: true,
      enforceAcl: [adminEndpoint],
    },
  ],
});
