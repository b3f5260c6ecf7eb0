/**
 * How a file is sent with `fetch` so that it is not in memory as a whole: a request that might have to be sent again, to where a redirect
 * leads, is cloned with its body, and the clone, which nobody reads, keeps all of it (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch).
 * So a redirect is an error here.
 */
export const uploadInit = { redirect: 'error', window: null } as const satisfies RequestInit;

/** Whether `fetch` threw because of one: the host asks to sign in, and has taken nothing. */
export function wasRedirected(caught: unknown): boolean {
  const cause: unknown = typeof caught === 'object' && caught !== null && 'cause' in caught ? caught.cause : null;
  return typeof cause === 'object' && cause !== null && 'message' in cause && cause.message === 'unexpected redirect';
}
