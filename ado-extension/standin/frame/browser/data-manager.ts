/** `IExtensionDataManager` over the host's own documents API, with the token that the extension passes in. */

type Options = { readonly scopeType?: string; readonly scopeValue?: string; readonly defaultValue?: unknown } | undefined;
type Bag = Record<string, unknown>;

/** Values are documents of a collection of their own, as in the host. */
const VALUES = '$settings';

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);

class DocumentsApi {
  readonly #base: string;
  readonly #token: string;

  constructor(base: string, extensionId: string, token: string) {
    const [publisher = '', name = ''] = extensionId.split('.');
    this.#base = `${base}/_apis/ExtensionManagement/InstalledExtensions/${publisher}/${name}/Data/Scopes`;
    this.#token = token;
  }

  async call(method: string, options: Options, collection: string, id: string | null, body?: Bag): Promise<unknown> {
    const scope = `${options?.scopeType ?? 'Default'}/${options?.scopeType === 'User' ? 'Me' : 'Current'}`;
    const path = `${this.#base}/${scope}/Collections/${encodeURIComponent(collection)}/Documents${id === null ? '' : `/${encodeURIComponent(id)}`}`;
    const response = await fetch(path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'application/json;api-version=7.0-preview.1;noArrayWrap=true',
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status === 204) return undefined;
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const problem = Object.assign(new Error(isBag(answer) ? String(answer['message']) : response.statusText), { status: response.status });
    throw problem;
  }
}

const isMissing = (error: unknown): boolean => isBag(error) && error['status'] === 404;

export function makeDataManager(base: string, extensionId: string, token: string): Bag {
  const api = new DocumentsApi(base, extensionId, token);
  const settingsOf = async (key: string, options: Options): Promise<unknown> => {
    try {
      const document = await api.call('GET', options, VALUES, key);
      return isBag(document) ? document['value'] : undefined;
    } catch (error) {
      if (isMissing(error)) return options?.defaultValue;
      throw error;
    }
  };
  return {
    getValue: settingsOf,
    setValue: async (key: string, value: unknown, options: Options) => {
      await api.call('PUT', options, VALUES, null, { id: key, value, __etag: -1 });
      return value;
    },
    getDocument: (collection: string, id: string, options: Options) => api.call('GET', options, collection, id),
    getDocuments: (collection: string, options: Options) => api.call('GET', options, collection, null),
    createDocument: (collection: string, document: Bag, options: Options) => api.call('POST', options, collection, null, document),
    setDocument: (collection: string, document: Bag, options: Options) => api.call('PUT', options, collection, null, document),
    updateDocument: (collection: string, document: Bag, options: Options) => api.call('PATCH', options, collection, null, document),
    deleteDocument: (collection: string, id: string, options: Options) => api.call('DELETE', options, collection, id),
    queryCollectionsByName: (names: readonly string[]) =>
      Promise.all(
        names.map(async (name) => ({
          collectionName: name,
          documents: await api.call('GET', undefined, name, null),
          scopeType: 'Default',
          scopeValue: 'Current',
        })),
      ),
    queryCollections: () => {
      throw new Error('This stand-in of Azure DevOps does not model queryCollections.');
    },
  };
}
