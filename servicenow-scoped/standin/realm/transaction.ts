/** What one transaction knows: its realm, its user, the dictionary, and what the application may reach. */
import { Dictionary } from '../db/dictionary.ts';
import type { Actor, Operation } from '../db/types.ts';
import { threadData } from './host.ts';
import { Realm } from './realm.ts';

export const dictionary = new Dictionary(threadData.dictionary);

export class Transaction {
  readonly realm = new Realm();
  readonly actor: Actor;
  readonly interactive: boolean;
  /** What scripts put into the session; here it lasts as long as the transaction. */
  readonly clientData = new Map<string, string>();
  /** Records whose write is under way, for the words of an abort. */
  depth = 0;

  constructor(actor: Actor, interactive: boolean) {
    this.actor = actor;
    this.interactive = interactive;
  }

  hasRole(role: string): boolean {
    return this.actor.roles.includes('admin') || role.split(',').some((one) => this.actor.roles.includes(one.trim()));
  }

  /** Whether the user's roles allow it: what GlideRecordSecure and `canRead` ask. */
  allows(table: string, operation: Operation): boolean {
    const needed = dictionary.lineage(table).find((one) => one.roles?.[operation] !== undefined)?.roles?.[operation];
    return needed === undefined || needed.length === 0 || needed.some((role) => this.hasRole(role));
  }

  /**
   * A table that is not there has no records, and says so by `isValid`; it cannot be written.
   * @throws (the realm's Error) where the application has no right to it.
   */
  reach(name: string, operation: Operation = 'read'): void {
    const table = dictionary.table(name);
    if (table === undefined && operation === 'read') return;
    if (table === undefined)
      return this.realm.fail(`GlideRecord: the table ${name} does not exist, or the stand-in of ServiceNow does not model it`);
    const { scope, privileges } = threadData;
    if (table.scope === scope) return;
    const open = table.access[operation === 'write' ? 'update' : operation];
    if (!open || (privileges !== null && !privileges.includes(`${name} ${operation}`)))
      this.realm.fail(
        `Security restricted: ${operation} operation against '${name}' from scope '${scope}' has been refused due to the table's cross-scope access policy`,
      );
  }
}
