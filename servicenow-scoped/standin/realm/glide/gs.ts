/** `gs`, GlideSystem of scoped applications. https://www.servicenow.com/docs/r/api-reference/server-api-reference/c_GlideSystemScopedAPI.html */
import { glideTime, readGlideTime } from '../../db/time.ts';
import { newSysId } from '../../db/database.ts';
import { host, threadData } from '../host.ts';
import { strict, written } from '../realm.ts';
import { dictionary } from '../transaction.ts';
import type { Transaction } from '../transaction.ts';
import { coreOf, textOf } from './record.ts';

const day = 86_400_000;
const ago = (ms: number): string => glideTime(Date.now() - ms);
const midnight = (at: number): number => at - (at % day);

/** `{0}` in a message is the first of what follows it. */
const filled = (message: unknown, given: readonly unknown[]): string =>
  String(message).replace(/\{(\d+)\}/g, (whole, index: string) => (Number(index) < given.length ? String(given[Number(index)]) : whole));

function logging(transaction: Transaction) {
  const at =
    (level: string) =>
    (message: unknown, ...given: unknown[]) =>
      transaction.realm.guarded(() => host.log(level, filled(message, given)));
  return { info: at('info'), warn: at('warn'), error: at('error'), debug: at('debug'), isDebugging: () => false };
}

function session(transaction: Transaction) {
  const { actor, clientData, realm } = transaction;
  return strict(realm, 'GlideSession', {
    getClientData: (name: string) => clientData.get(name) ?? null,
    putClientData: (name: string, value: unknown) => void clientData.set(name, String(value)),
    clearClientData: (name: string) => void clientData.delete(name),
    isLoggedIn: () => actor.userName !== 'guest',
    isInteractive: () => transaction.interactive,
    getUserID: () => actor.sysId,
    getUserName: () => actor.userName,
    hasRole: (role: string) => transaction.hasRole(role),
    getCurrentApplicationId: () => threadData.scopeId,
    getLanguage: () => 'en',
    getTimeZoneName: () => 'UTC',
  });
}

function user(transaction: Transaction) {
  const { actor, realm } = transaction;
  return strict(realm, 'GlideUser', {
    getID: () => actor.sysId,
    getName: () => actor.userName,
    getDisplayName: () => actor.name,
    getFullName: () => actor.name,
    hasRole: (role: string) => transaction.hasRole(role),
    getRoles: () => realm.own(actor.roles),
    getUserRoles: () => realm.own(actor.roles),
    isMemberOf: (group: string) => actor.groups.includes(group),
  });
}

/** Roles of who asks, which is `gs.hasRole`; the job's user has all. */
function people(transaction: Transaction) {
  const { actor } = transaction;
  return {
    getUser: () => user(transaction),
    getUserID: () => actor.sysId,
    getUserName: () => actor.userName,
    getUserDisplayName: () => actor.name,
    hasRole: (role: string) => transaction.hasRole(role),
    isLoggedIn: () => actor.userName !== 'guest',
    isInteractive: () => transaction.interactive,
    getSession: () => session(transaction),
    getSessionID: () => 'session',
    getTimeZoneName: () => 'UTC',
    addInfoMessage: (message: unknown) => transaction.realm.guarded(() => host.log('info', String(message))),
    addErrorMessage: (message: unknown) => transaction.realm.guarded(() => host.log('error', String(message))),
  };
}

const times = {
  now: () => ago(0).slice(0, 10),
  nowDateTime: () => ago(0),
  minutesAgo: (count: number) => ago(count * 60_000),
  hoursAgo: (count: number) => ago(count * 3_600_000),
  daysAgo: (count: number) => ago(count * day),
  beginningOfToday: () => glideTime(midnight(Date.now())),
  endOfToday: () => glideTime(midnight(Date.now()) + day - 1000),
};

const texts = {
  generateGUID: () => newSysId(),
  nil: (value: unknown) => value === null || value === undefined || written(value) === '',
  base64Encode: (text: unknown) => Buffer.from(String(text), 'utf8').toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString('utf8'),
  urlEncode: (text: unknown) => encodeURIComponent(String(text)).replaceAll('%20', '+'),
  urlDecode: (text: unknown) => decodeURIComponent(String(text).replaceAll('+', '%20')),
  getMessage: (message: unknown) => String(message),
};

function events(transaction: Transaction) {
  const raise = (name: unknown, record: unknown, parm1: unknown, parm2: unknown, queue: unknown, at: string | null) => {
    const state = coreOf(record)?.state;
    const event = {
      name: String(name),
      table: state?.table ?? '',
      instance: state?.text('sys_id') ?? '',
      parm1: textOf(parm1),
      parm2: textOf(parm2),
      queue: textOf(queue),
    };
    transaction.realm.guarded(() => host.event(event, at));
  };
  return {
    eventQueue: (name: unknown, record: unknown, parm1?: unknown, parm2?: unknown, queue?: unknown) =>
      raise(name, record, parm1, parm2, queue, null),
    eventQueueScheduled: (name: unknown, record: unknown, parm1: unknown, parm2: unknown, at: unknown) => {
      const time = textOf(at);
      if (readGlideTime(time) === null) transaction.realm.fail(`gs.eventQueueScheduled: ${time} is no time`);
      raise(name, record, parm1, parm2, '', time);
    },
  };
}

export function makeGs(transaction: Transaction): object {
  const { realm } = transaction;
  return strict(realm, 'gs', {
    ...logging(transaction),
    ...people(transaction),
    ...times,
    ...texts,
    ...events(transaction),
    getProperty: (name: string, otherwise?: unknown) => realm.guarded(() => host.property(String(name))) ?? otherwise ?? null,
    setProperty: (name: string, value: unknown) => realm.guarded(() => host.setProperty(String(name), textOf(value))),
    getCurrentScopeName: () => threadData.scope,
    getCallerScopeName: () => null,
    tableExists: (name: string) => dictionary.table(name) !== undefined,
  });
}
