import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openApiChecker } from './checker.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-'));

function description(name: string, document: object): string {
  const path = join(folder, name);
  writeFileSync(path, `\uFEFF${JSON.stringify(document)}`);
  return path;
}

const openApi3 = description('three.json', {
  openapi: '3.0.1',
  paths: {
    '/rest/things': {
      get: {
        parameters: [
          { name: 'max', in: 'query', required: true, schema: { type: 'integer', format: 'int32', maximum: 10 } },
          { name: 'ids', in: 'query', schema: { type: 'array', items: { type: 'integer', format: 'int64' } } },
        ],
        responses: {
          200: { content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } } } },
        },
      },
      post: {
        requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
        responses: { 201: {} },
      },
    },
    '/rest/things/{id}': { get: { responses: { 200: {} } } },
    '/rest/things/first': { get: { parameters: [{ name: 'x', in: 'query', schema: { type: 'boolean' } }], responses: { 200: {} } } },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'name'],
        properties: {
          id: { type: 'string', readOnly: true },
          name: { type: 'string', nullable: true },
          at: { type: 'string', format: 'date-time' },
        },
      },
    },
  },
});

const swagger2 = description('two.json', {
  swagger: '2.0',
  basePath: '/',
  paths: {
    '/{organization}/_apis/wit/$batch': {
      post: {
        consumes: ['application/json-patch+json'],
        produces: ['application/json'],
        parameters: [
          { in: 'body', name: 'body', required: true, schema: { type: 'array', items: { $ref: '#/definitions/Step' } } },
          { in: 'query', name: 'api-version', required: true, type: 'string' },
          { in: 'query', name: 'ids', type: 'string' },
        ],
        responses: { 200: { schema: { $ref: '#/definitions/Step' } } },
      },
    },
  },
  definitions: { Step: { type: 'object', required: ['op'], properties: { op: { type: 'string', enum: ['add', 'test'] } } } },
});

const none = { headers: {}, body: undefined };

test('an unknown path, parameter or method is a violation', () => {
  const checker = openApiChecker(openApi3);
  expect(checker.checkRequest({ method: 'GET', path: '/rest/other', query: new URLSearchParams(), ...none })).toHaveLength(1);
  expect(checker.checkRequest({ method: 'PUT', path: '/rest/things', query: new URLSearchParams(), ...none })).toHaveLength(1);
  expect(checker.checkRequest({ method: 'GET', path: '/rest/things', query: new URLSearchParams('max=3&maximum=4'), ...none })).toEqual([
    'GET /rest/things: query maximum: the description does not know it',
  ]);
});

test('query values are read as their schema says', () => {
  const checker = openApiChecker(openApi3);
  const check = (query: string) =>
    checker.checkRequest({ method: 'GET', path: '/rest/things', query: new URLSearchParams(query), ...none });
  expect(check('max=10&ids=1&ids=22')).toEqual([]);
  expect(check('max=11')).toHaveLength(1);
  expect(check('max=ten')).toHaveLength(1);
  expect(check('max=1&ids=x')).toHaveLength(1);
  expect(check('')).toEqual(['GET /rest/things: query max: required']);
});

test('the template with the most literal text wins', () => {
  const checker = openApiChecker(openApi3);
  expect(checker.operationOf('get', '/rest/things/first')).toBe('GET /rest/things/first');
  expect(checker.operationOf('get', '/rest/things/17')).toBe('GET /rest/things/{id}');
  expect(checker.operationOf('get', '/rest/nothing')).toBeNull();
});

test('a body is held against its schema; read-only members are not required in a request', () => {
  const checker = openApiChecker(openApi3);
  const post = (body: unknown, contentType = 'application/json; charset=utf-8') =>
    checker.checkRequest({
      method: 'POST',
      path: '/rest/things',
      query: new URLSearchParams(),
      headers: { 'content-type': contentType },
      body,
    });
  expect(post({ name: null, at: '2026-01-02T03:04:05.678+0000' })).toEqual([]);
  expect(post({ name: 3 })).not.toEqual([]);
  expect(post({ name: 'a', more: 1 })).not.toEqual([]);
  expect(post({ name: 'a', at: 'yesterday' })).not.toEqual([]);
  expect(post(undefined)).toEqual(['POST /rest/things: body: required']);
  expect(post('name=a', 'application/x-www-form-urlencoded')).toHaveLength(1);
});

test('an answer is held against the schema of its status', () => {
  const checker = openApiChecker(openApi3);
  const answer = (status: number, body: unknown) =>
    checker.checkResponse({ method: 'GET', path: '/rest/things', status, contentType: 'application/json', body });
  expect(answer(200, [{ id: '1', name: 'a' }])).toEqual([]);
  expect(answer(200, [{ name: 'a' }])).toHaveLength(1);
  expect(answer(418, [])).toHaveLength(1);
});

test('Swagger 2.0: body parameters, media types and definitions', () => {
  const checker = openApiChecker([openApi3, swagger2]);
  const post = (body: unknown, contentType: string, query = 'api-version=7.1&ids=1,2') =>
    checker.checkRequest({
      method: 'POST',
      path: '/org/_apis/wit/$batch',
      query: new URLSearchParams(query),
      headers: { 'content-type': contentType },
      body,
    });
  expect(post([{ op: 'add' }], 'application/json-patch+json')).toEqual([]);
  expect(post([{ op: 'drop' }], 'application/json-patch+json')).toHaveLength(1);
  expect(post([{ op: 'add' }], 'application/json')).toHaveLength(1);
  expect(post([{ op: 'add' }], 'application/json-patch+json', '')).toHaveLength(1);
  expect(
    checker.checkResponse({ method: 'POST', path: '/org/_apis/wit/%24batch', status: 200, contentType: 'application/json', body: {} }),
  ).toHaveLength(1);
});
