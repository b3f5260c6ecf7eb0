/** One request to Jira Data Center's REST, and the routes it may take. Reading, refusing and permissions are shared with Cloud. */
import { Refusal, type Call, type RestAnswer } from '../rest/wire.ts';
import type { DataCenter } from './data-center.ts';

/** `account` has the server's time zone, in which JQL and times are read and written. */
export interface DataCenterCall extends Call {
  readonly host: DataCenter;
}

export interface DataCenterRoute {
  readonly method: string;
  /** As in the official description, with `/rest` before it. */
  readonly template: string;
  /** True: answered to anybody. Else in whose words nobody in particular is refused: a filter's, an issue's, or (absent) the resource's. */
  readonly anonymous?: true | 'filter' | 'login';
  /** Parameters of the query that the real host acts upon: refused before anything is done. */
  readonly unmodelled?: readonly string[];
  readonly handle: (call: DataCenterCall) => RestAnswer | Promise<RestAnswer>;
}

/** @throws Refusal 501: the real host can do this, the stand-in does not model it. */
export function notModelled(what: string): never {
  throw new Refusal(501, [`The stand-in of Jira Data Center does not model this: ${what}`]);
}

/** What the host has at an address that would else be taken for somebody's id or key. */
export const elsewhere = (method: string, template: string): DataCenterRoute => ({
  method,
  template,
  handle: () => notModelled(`${method} ${template}`),
});

export const notAuthenticated = (): Refusal =>
  new Refusal(401, ['You are not authenticated. Authentication required to perform this operation.']);

/** Nobody in particular may see no issue, and is told how that could change. */
export const loginRequired = (): Refusal =>
  new Refusal(401, ['You do not have the permission to see the specified issue.', 'Login Required']);

export const notAdmin = (): Refusal => new Refusal(403, ['Only Jira administrators may do this.']);
