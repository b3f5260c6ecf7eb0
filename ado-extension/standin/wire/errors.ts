/** The host's refusals: their statuses, type keys and TF/VS numbers, and the body they travel in. */
import type { Json, JsonObject } from '../json.ts';

type Home = 'wit' | 'framework' | 'webapi' | 'core' | 'hooks';

const homes: Readonly<Record<Home, { readonly space: string; readonly eventId: number }>> = {
  wit: { space: 'Microsoft.TeamFoundation.WorkItemTracking.Server', eventId: 3200 },
  framework: { space: 'Microsoft.TeamFoundation.Framework.Server', eventId: 3000 },
  webapi: { space: 'Microsoft.VisualStudio.Services.WebApi', eventId: 3000 },
  core: { space: 'Microsoft.TeamFoundation.Core.WebApi', eventId: 3000 },
  hooks: { space: 'Microsoft.VisualStudio.Services.ServiceHooks.WebApi', eventId: 4501 },
};

interface More {
  readonly home?: Home;
  readonly errorCode?: number;
  readonly customProperties?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

export class HostError extends Error {
  readonly status: number;
  readonly typeKey: string;
  readonly more: More;

  constructor(status: number, typeKey: string, message: string, more: More = {}) {
    super(message);
    this.status = status;
    this.typeKey = typeKey;
    this.more = more;
  }
}

export function errorBody(error: HostError): Json {
  const { space, eventId } = homes[error.more.home ?? 'wit'];
  return {
    $id: '1',
    ...(error.more.customProperties === undefined ? {} : { customProperties: error.more.customProperties }),
    innerException: null,
    message: error.message,
    typeName: `${space}.${error.typeKey}, ${space}`,
    typeKey: error.typeKey,
    errorCode: error.more.errorCode ?? 0,
    eventId,
  };
}

/** A stand-in is faithful or refuses: what it does not model is said, never guessed. */
export function notModelled(what: string): HostError {
  return new HostError(501, 'NotModelledException', `This stand-in of Azure DevOps does not model ${what}.`, { home: 'webapi' });
}

const plain = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const refusals = {
  workItemMissing: (id: number | string) =>
    new HostError(
      404,
      'WorkItemUnauthorizedAccessException',
      `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
    ),
  projectMissing: (name: string) =>
    new HostError(
      404,
      'ProjectDoesNotExistWithNameException',
      `TF200016: The following project does not exist: ${name}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`,
      { home: 'core' },
    ),
  typeMissing: (type: string, project: string) =>
    new HostError(
      404,
      'WorkItemTypeNotFoundException',
      `VS402323: Work item type ${type} does not exist in project ${project} or you do not have permission to access it.`,
    ),
  fieldMissing: (field: string) =>
    new HostError(400, 'WorkItemTrackingFieldDefinitionNotFoundException', `TF51535: Cannot find field ${field}.`),
  noWrite: () =>
    new HostError(
      403,
      'WorkItemUnauthorizedAccessException',
      'TF237111: The current user does not have permissions to save work items under the specified area path.',
    ),
  lacks: (who: string, permission: string) =>
    new HostError(
      403,
      'AccessDeniedException',
      `TF50309: The following account does not have sufficient permissions to complete the operation: ${who}. The following permissions are needed to perform this operation: ${permission}.`,
      { home: 'framework' },
    ),
  badPatch: (why = 'You must pass a valid patch document in the body of the request.') =>
    new HostError(400, 'VssPropertyValidationException', why, { home: 'webapi' }),
  badArgument: (name: string, why: string) =>
    new HostError(400, 'VssPropertyValidationException', `${why}\r\nParameter name: ${name}`, { home: 'webapi' }),
  staleTest: (path: string, actual: Json, wanted: Json) =>
    new HostError(
      412,
      'TestPatchOperationFailedException',
      `VS403351: Test Operation for path ${path} failed, value ${plain(actual)} was not equal to test value ${plain(wanted)}.`,
    ),
  notFound: () => new HostError(404, 'VssResourceNotFoundException', 'Page not found.', { home: 'webapi' }),
  unauthorized: (who: string) =>
    new HostError(401, 'UnauthorizedRequestException', `TF400813: The user '${who}' is not authorized to access this resource.`, {
      home: 'framework',
    }),
} as const;
