/** What a test does to the host behind its clients' backs. */
import type { Host } from './host.ts';
import type { Matcher, RequestFacts, Spoiling } from './faults.ts';
import type { EventCounts } from './hooks/delivery.ts';
import type { LoggedRequest } from './request-log.ts';
import { findProject, findUser } from './model/organization.ts';
import type { Change, Organization, Project, User, WorkItem } from './model/types.ts';

export interface Control {
  /** Every REST request so far, oldest first. */
  requests(): readonly LoggedRequest[];
  /** Accepted writes of an account. */
  writes(account: string, organization?: string): readonly LoggedRequest[];
  forgetRequests(): void;
  readonly events: {
    /** Every notification from now on goes out that much later; 0 again at once. */
    delay(ms: number): void;
    /** The next `times` notifications go out twice. */
    duplicate(times?: number): void;
    /** The next `times` notifications never go out. */
    drop(times?: number): void;
    /** The next `times` notifications come later than those after them. */
    overtake(times?: number): void;
    counts(): Readonly<EventCounts>;
  };
  /** The next `times` requests are answered 429 with Retry-After; with `status: 200` they are answered, with Retry-After all the same. */
  throttle(times: number, retryAfterSeconds: number, options?: { readonly status?: 200 | 429; readonly matches?: Matcher }): void;
  failNext(status: number, matches?: Matcher, times?: number): void;
  /** The next fitting request has its effect, and its answer is lost with the connection. */
  loseNextAnswer(matches?: Matcher, times?: number): void;
  /** The next fitting request gets no proper answer (faults.ts). */
  spoilNext(how: Spoiling, matches?: Matcher, times?: number): void;
  /** Milliseconds that every request takes more. */
  latency(ms: number): void;
  /** Called for every request as it arrives, before it has any effect; call the answer to stop. */
  onRequest(listener: (request: RequestFacts) => void): () => void;
  /** A custom rule of the organization's process, as its admin makes one: the field is required. Call the answer to take it back. */
  requireField(organization: string, type: string, field: string): () => void;
  /** The largest file that can be attached, as an administrator of a Server sets it (2 GB at most). */
  attachmentLimit(organization: string, bytes: number): void;
  /** A personal access token is taken back, or has expired. */
  revoke(token: string): void;
  organization(name: string): Organization;
  project(organization: string, name: string): Project;
  user(organization: string, account: string): User;
  workItems(organization: string, project?: string): readonly WorkItem[];
  /** Called for every change of a work item from now on; call the answer to stop. */
  onChange(organization: string, listener: (change: Change) => void): () => void;
  /** Resolves when no notification is on its way. */
  settle(): Promise<void>;
}

type Lookups = Pick<Control, 'organization' | 'project' | 'user' | 'workItems'>;

function lookups(host: Host): Lookups {
  const organization = (name: string): Organization => {
    const found = host.organizations.get(name.toLowerCase());
    if (found === undefined) throw new Error(`no organization ${name}`);
    return found;
  };
  const project = (of: string, name: string): Project => {
    const found = findProject(organization(of), name);
    if (found === null) throw new Error(`no project ${name} in ${of}`);
    return found;
  };
  return {
    organization,
    project,
    user: (of, account) => {
      const found = findUser(organization(of), account);
      if (found === null) throw new Error(`no user ${account} in ${of}`);
      return found;
    },
    workItems: (of, name) => {
      const wanted = name === undefined ? null : project(of, name).id;
      return [...organization(of).workItems.values()].filter((item) => wanted === null || item.projectId === wanted);
    },
  };
}

function eventTrouble(host: Host): Control['events'] {
  const { trouble } = host.delivery;
  const next = (times: number, copies: number): void => {
    trouble.copies.push(...Array.from({ length: times }, () => copies));
  };
  return {
    delay: (ms) => {
      trouble.delayMs = ms;
    },
    duplicate: (times = 1) => {
      next(times, 2);
    },
    drop: (times = 1) => {
      next(times, 0);
    },
    overtake: (times = 1) => {
      trouble.heldBack += times;
    },
    counts: () => host.delivery.counts,
  };
}

export function makeControl(host: Host): Control {
  const found = lookups(host);
  return {
    ...found,
    events: eventTrouble(host),
    requests: () => host.log.all(),
    writes: (account, of) => host.log.writes(account, of),
    forgetRequests: () => {
      host.log.clear();
    },
    revoke: (token) => host.tokens.revokePersonal(token),
    throttle: (times, retryAfter, { status = 429, matches } = {}) => {
      host.faults.plan(times, { kind: status === 429 ? 'refuse' : 'slow', status, retryAfter }, matches);
    },
    failNext: (status, matches, times = 1) => {
      host.faults.plan(times, { kind: 'fail', status, retryAfter: null }, matches);
    },
    loseNextAnswer: (matches, times = 1) => {
      host.faults.plan(times, { kind: 'lose', status: 0, retryAfter: null }, matches);
    },
    spoilNext: (how, matches, times = 1) => {
      host.faults.plan(times, { kind: how === 'lost' ? 'lose' : how, status: 0, retryAfter: null }, matches);
    },
    latency: (ms) => {
      host.faults.latencyMs = ms;
    },
    onRequest: (listener) => {
      host.faults.listeners.add(listener);
      return () => {
        host.faults.listeners.delete(listener);
      };
    },
    requireField: (of, type, field) => {
      const { required } = found.organization(of);
      const rule = { type, field };
      required.push(rule);
      return () => {
        required.splice(required.indexOf(rule), 1);
      };
    },
    attachmentLimit: (of, bytes) => {
      found.organization(of).attachmentLimit = bytes;
    },
    onChange: (of, listener) => {
      const { listeners } = found.organization(of);
      listeners.push(listener);
      return () => {
        listeners.splice(listeners.indexOf(listener), 1);
      };
    },
    settle: () => host.delivery.settle(),
  };
}
