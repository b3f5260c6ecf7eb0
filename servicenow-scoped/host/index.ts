/** What the application's records call, as `Entente.{name}`. */
import { faultOf, id, type IssueId } from '@entente/core';
import { serveAdmin, type AdminReply } from '@entente/wizard/admin-api';
import { clock, log } from './basics.ts';
import { compose, fireWork, type Invocation } from './node.ts';
import { clearLeftovers } from '../tracker/attachments.ts';
import { text } from '../tracker/values.ts';

/** The platform ends a job's transaction after minutes; others of the instance wait for the same workers. */
const JOB_MS = 40000;
/** Events of the whole instance wait for each other. */
const EVENT_MS = 10000;
const HINTS = 'x_entnt_entente_hint';
const HINTS_AT_ONCE = 200;
const ROLE = 'x_entnt_entente.admin';

/** A partner's request. The platform lets anybody call it; the node itself authenticates. */
export async function partner(request: RESTAPIRequest, response: RESTAPIResponse, method: string): Promise<void> {
  const { uri } = request;
  const route = text(uri).slice(Math.max(0, text(uri).indexOf('/entente/v1/')));
  const header = text(request.getHeader('Entente-Auth'));
  const body = request.body === null ? '' : text(request.body.dataString);
  try {
    const { node, wake } = await compose();
    const answer = await node.answerPartner({ method, route, auth: header === '' ? [] : [header], body });
    send(response, answer.status, answer.body, answer.auth);
    if (wake.take()) fireWork('partner');
  } catch (caught) {
    // Not a verdict of the protocol: the partner tries again.
    note('partner.fault', caught);
    send(response, 503, '{}', null);
  }
}

/**
 * A call of the Connections page, or of the page about one record. The Connections page's endpoint has an ACL that lets through who has
 * the role; here it is asked once more, and for the other one the first time.
 */
export async function admin(request: RESTAPIRequest, response: RESTAPIResponse): Promise<void> {
  send(response, 200, JSON.stringify(await answerAdmin(request.body === null ? '' : text(request.body.dataString))), null);
}

async function answerAdmin(body: string): Promise<AdminReply> {
  const call = readCall(body);
  if (call === null) return { kind: 'fault', fault: { whose: 'ours', code: 'admin.invalidInput', params: {}, retry: 'never' } };
  try {
    const { node, facts, wake } = await compose();
    const who = { name: text(gs.getUserDisplayName()), isAdmin: gs.hasRole(ROLE), mayRead };
    const reply = await serveAdmin(node, who, call.method, call.input, {
      licensed: facts.licensed,
      projectStep: facts.capabilities.projectStep,
      options: facts.capabilities.options ?? [],
      onFault: (method, { whose, code, detail }) => log.write('error', 'admin.fault', { method, whose, code, detail }),
    });
    if (wake.take()) fireWork('admin');
    return reply;
  } catch (caught) {
    note('admin.fault', caught);
    const { whose, code, params, retry } = faultOf(caught);
    return { kind: 'fault', fault: { whose, code, params: { ...params }, retry } };
  }
}

/** As the platform's own ACLs say it of the user whose session this is. */
async function mayRead(issueId: IssueId): Promise<boolean> {
  const record = new GlideRecordSecure('task');
  return record.get(issueId);
}

function readCall(body: string): { readonly method: string; readonly input: unknown } | null {
  try {
    const call: unknown = JSON.parse(body);
    if (typeof call !== 'object' || call === null || !('method' in call) || !('input' in call)) return null;
    return typeof call.method === 'string' ? { method: call.method, input: call.input } : null;
  } catch {
    return null;
  }
}

/** The job of every minute. */
export async function job(): Promise<void> {
  await work(JOB_MS);
}

/** What an event wakes. */
export async function event(): Promise<void> {
  await work(EVENT_MS);
}

async function work(forMs: number): Promise<void> {
  const until = clock.now() + forMs;
  try {
    const invocation = await compose();
    do {
      invocation.wake.take();
      await takeHints(invocation);
      const { nextAt } = await invocation.node.work(until);
      if (nextAt !== null && !invocation.wake.take()) {
        comeBackAt(nextAt);
        return;
      }
    } while (clock.now() < until && (hasHints() || invocation.wake.take()));
  } catch (caught) {
    note('work.fault', caught);
  }
}

export async function sweep(): Promise<void> {
  try {
    const { node } = await compose();
    await node.sweep();
    clearLeftovers(clock.now());
    fireWork('sweep');
  } catch (caught) {
    note('sweep.fault', caught);
  }
}

/** What the rules have noted becomes work of the node; a task noted again meanwhile has a row of its own. */
async function takeHints({ node }: Invocation): Promise<void> {
  const row = new GlideRecord(HINTS);
  row.setLimit(HINTS_AT_ONCE);
  row.query();
  const noticed: { [task: string]: boolean } = {};
  while (row.next()) {
    const task = text(row.getValue('task'));
    if (noticed[task] !== true) await node.noticeIssue(id<IssueId>(task));
    noticed[task] = true;
    row.deleteRecord();
  }
}

function hasHints(): boolean {
  const row = new GlideRecord(HINTS);
  row.setLimit(1);
  row.query();
  return row.next();
}

/** The job comes every minute by itself. */
const JOB_EVERY_MS = 60000;

function comeBackAt(at: number): void {
  if (at > clock.now() + JOB_EVERY_MS) return;
  const time = new GlideDateTime();
  time.setNumericValue(Math.max(at, clock.now() + 1000));
  gs.eventQueueScheduled('x_entnt_entente.work', null, 'timer', '', time);
}

function send(response: RESTAPIResponse, status: number, body: string, auth: string | null): void {
  response.setStatus(status);
  response.setContentType('application/json');
  response.setHeader('Cache-Control', 'no-store');
  if (auth !== null) response.setHeader('Entente-Auth', auth);
  // A body that is set as such would be wrapped in `{"result": …}`.
  response.getStreamWriter().writeString(body);
}

function note(what: string, caught: unknown): void {
  const { whose, code, detail } = faultOf(caught);
  log.write('error', what, { whose, code, detail });
}
