/** Documents of the installed extension. https://learn.microsoft.com/azure/devops/extend/develop/data-storage */
import * as z from 'zod';
import type { JsonObject } from '../../json.ts';
import { newGuid } from '../../model/organization.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { param } from '../call.ts';
import { HostError, notModelled, refusals } from '../errors.ts';

const bodySchema = z.record(z.string(), z.json());

/** The collection's key in the store; `User`/`Me` is the caller's own. */
function collection(call: Call): string {
  const extension = call.host.extension;
  const wanted = `${param(call, 'publisherName')}.${param(call, 'extensionName')}`;
  if (extension === null || extension.id.toLowerCase() !== wanted.toLowerCase()) {
    throw new HostError(404, 'InstalledExtensionNotFoundException', `The extension ${wanted} is not installed.`, { home: 'webapi' });
  }
  const scope = param(call, 'scopeType').toLowerCase();
  const value = param(call, 'scopeValue').toLowerCase();
  if (!((scope === 'default' && value === 'current') || (scope === 'user' && value === 'me')))
    throw notModelled(`the document scope ${scope}/${value}`);
  const owner = scope === 'user' ? call.user.id : 'all';
  return [call.organization.id, extension.id, owner, param(call, 'collectionName')].join('/');
}

const missing = (id: string): HostError =>
  new HostError(404, 'DocumentDoesNotExistException', `The document ${id} does not exist in the collection.`, { home: 'webapi' });

function list(call: Call): Answer {
  const documents = call.host.documents.list(collection(call));
  if (documents === null) {
    throw new HostError(404, 'DocumentCollectionDoesNotExistException', `The collection ${param(call, 'collectionName')} does not exist.`, {
      home: 'webapi',
    });
  }
  return { body: documents };
}

function read(call: Call): Answer {
  const document = call.host.documents.get(collection(call), param(call, 'documentId'));
  if (document === null) throw missing(param(call, 'documentId'));
  return { body: document };
}

function write(how: 'create' | 'set' | 'update'): (call: Call) => Answer {
  return (call) => {
    const parsed = bodySchema.safeParse(call.body);
    if (!parsed.success) throw refusals.badArgument('doc', 'Value cannot be null.');
    const value: JsonObject = parsed.data;
    const id = typeof value['id'] === 'string' && value['id'] !== '' ? value['id'] : newGuid();
    const put = call.host.documents.put(collection(call), id, value, how);
    if (put.outcome === 'done') return { body: put.document };
    if (put.outcome === 'missing') throw missing(id);
    if (put.outcome === 'exists')
      throw new HostError(409, 'DocumentExistsException', `The document ${id} exists already.`, { home: 'webapi' });
    throw new HostError(400, 'InvalidDocumentVersionException', `The document ${id} has another version than the one given.`, {
      home: 'webapi',
    });
  };
}

function remove(call: Call): Answer {
  if (!call.host.documents.remove(collection(call), param(call, 'documentId'))) throw missing(param(call, 'documentId'));
  return { status: 204 };
}

export const extensionDataResources: readonly Resource[] = [
  {
    id: 'bbe06c18-a98b-465b-9e95-e42c5f6c4dc1',
    area: 'ExtensionManagement',
    name: 'Documents',
    template:
      '_apis/{area}/InstalledExtensions/{publisherName}/{extensionName}/Data/Scopes/{scopeType}/{scopeValue}/Collections/{collectionName}/{resource}/{documentId}',
    version: 1,
    released: false,
    // An extension reaches its own documents with its own token, whatever its scopes.
    scopes: null,
    list: { GET: list, POST: write('create'), PUT: write('set'), PATCH: write('update') },
    item: { GET: read, DELETE: remove },
  },
];
