/** Addresses of organisations and collections, in one form each. */

export interface InstanceUrl {
  readonly url: string;
  /** Azure DevOps Services, which Microsoft runs. */
  readonly vendor: boolean;
}

/**
 * Reads what an admin typed or a page says: `https://dev.azure.com/Contoso/_settings/…`, `contoso.visualstudio.com`,
 * `https://tfs.example.com/tfs/Main`. Null where it names no organisation or collection.
 */
export function readInstanceUrl(text: string, allowHttp: boolean): InstanceUrl | null {
  const trimmed = text.trim();
  const typed = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(typed)) return null;
  const url = new URL(typed);
  if (url.username !== '' || url.password !== '') return null;
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) return null;
  return services(url) ?? server(url);
}

function services(url: URL): InstanceUrl | null {
  const old = /^([a-z0-9][a-z0-9-]*)\.visualstudio\.com$/.exec(url.hostname)?.[1];
  const organization = url.hostname === 'dev.azure.com' ? segments(url)[0] : old;
  if (organization === undefined || url.protocol !== 'https:' || url.port !== '') return null;
  return { url: `https://dev.azure.com/${organization}`, vendor: true };
}

/** The collection's own path ends where the product's pages (`_settings`, `_apis`) begin. Names differ in no letter's case alone. */
function server(url: URL): InstanceUrl | null {
  if (/(^|\.)(dev\.azure|visualstudio)\.com$/.test(url.hostname)) return null;
  const path = segments(url);
  return path.length === 0 ? null : { url: `${url.origin}/${path.join('/')}`, vendor: false };
}

function segments(url: URL): readonly string[] {
  const all = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map((part) => part.toLowerCase());
  const page = all.findIndex((part) => part.startsWith('_'));
  return page === -1 ? all : all.slice(0, page);
}
