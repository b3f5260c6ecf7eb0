/** The names that scoped scripts find: the platform's interfaces, the application's script includes, and their scope. */
import { aggregateClass } from './glide/aggregate.ts';
import { attachmentClass } from './glide/attachments.ts';
import { dateTimeClass } from './glide/date-time.ts';
import { digestsOf } from './glide/digests.ts';
import { makeGs } from './glide/gs.ts';
import { coreOf, makeRecord } from './glide/record.ts';
import { restMessageClass } from './glide/rest-message.ts';
import { makeStream, textReaderClass } from './glide/streams.ts';
import { threadData } from './host.ts';
import { strict } from './realm.ts';
import { restErrors } from './rest.ts';
import { providePlatform } from './scripts.ts';
import type { Transaction } from './transaction.ts';

/** Names of the platform that an application may know and the stand-in has not. */
const notModelled = [
  'GlideDate', 'GlideTime', 'GlideDuration', 'GlideSchedule', 'GlideFilter', 'GlideQueryCondition', 'GlideUpdateManager2', 'GlideEncrypter', 'GlideEmailOutbound', 'GlideImpersonate', 'GlideJsonPath', 'GlideLocale',
  'GlidePluginManager', 'GlideTableHierarchy', 'GlideTransaction', 'GlideDBFunctionBuilder', 'XMLDocument2', 'Workflow', 'TemplatePrinter', 'GlideHTTPRequest', 'GlideOAuthClient', 'sn_fd', 'sn_cc', 'sn_kmf_ns', 'sn_impex',
]; // prettier-ignore

/** `evaluateScript(record, field, variables)`: the field's text as a script, which sees the variables as names. */
const evaluatorClass = (transaction: Transaction): unknown =>
  function GlideScopedEvaluator(): object {
    const { realm } = transaction;
    const variables = new Map<string, unknown>();
    return strict(realm, 'GlideScopedEvaluator', {
      putVariable: (name: unknown, value: unknown) => void variables.set(String(name), value),
      getVariable: (name: unknown) => variables.get(String(name)) ?? null,
      evaluateScript: (record: unknown, field: unknown, given?: unknown) => {
        const state = coreOf(record)?.state;
        if (state === undefined) return realm.fail('GlideScopedEvaluator: a GlideRecord is needed');
        const names = { ...Object.fromEntries(variables), ...(typeof given === 'object' ? given : {}) };
        for (const [name, value] of Object.entries(names)) realm.define(name, value);
        return realm.evaluate(state.text(String(field)), `${state.table}.${String(field)}`);
      },
    });
  };

function recordClass(transaction: Transaction, secure: boolean): unknown {
  return function GlideRecord(table: string): object {
    return makeRecord(transaction, table, secure);
  };
}

const classes = (transaction: Transaction): Readonly<Record<string, unknown>> => ({
  gs: makeGs(transaction),
  GlideRecord: recordClass(transaction, false),
  GlideRecordSecure: recordClass(transaction, true),
  GlideAggregate: aggregateClass(transaction),
  GlideDateTime: dateTimeClass(transaction),
  GlideSysAttachment: attachmentClass(transaction),
  GlideScopedEvaluator: evaluatorClass(transaction),
  GlideTextReader: textReaderClass(transaction),
  GlideScriptableInputStream: makeStream,
  ...digestsOf(transaction),
});

/** Script includes are made when first named, and stay for the transaction. */
function defineIncludes(transaction: Transaction): void {
  const { realm } = transaction;
  const own: Record<string, unknown> = {};
  for (const include of threadData.includes) {
    let made: unknown;
    const get = () => (made ??= realm.evaluate(`(function () {${include.script}\n;return ${include.name};})()`, include.name));
    Object.defineProperty(own, include.name, { get, enumerable: true });
    realm.lazy(include.name, get);
  }
  realm.define(threadData.scope, own);
}

export function defineGlobals(transaction: Transaction): void {
  const { realm } = transaction;
  const given = classes(transaction);
  const services = strict(realm, 'sn_ws', { RESTMessageV2: restMessageClass(transaction) });
  const errors = restErrors(transaction);
  for (const [name, value] of Object.entries(given)) realm.define(name, value);
  for (const name of notModelled) realm.lazy(name, () => realm.notModelled(name));
  realm.define('sn_ws', services);
  realm.define('sn_ws_err', errors);
  realm.define(
    'Class',
    realm.evaluate('({ create: function () { return function () { this.initialize.apply(this, arguments); }; } })', 'Class'),
  );
  defineIncludes(transaction);
  const require = {
    '@servicenow/glide': strict(realm, '@servicenow/glide', { ...given }),
    '@servicenow/glide/sn_ws': services,
    '@servicenow/glide/sn_ws_err': errors,
  };
  providePlatform(transaction, require);
}
