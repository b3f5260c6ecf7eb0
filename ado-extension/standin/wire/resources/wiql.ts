/** Queries. https://learn.microsoft.com/rest/api/azure/devops/wit/wiql/query-by-wiql */
import * as z from 'zod';
import { wireDate } from '../../json.ts';
import { fieldOf } from '../../model/fields.ts';
import { canRead } from '../../model/organization.ts';
import { projectOf } from '../../model/work-items.ts';
import { parseWiql } from '../../wiql/parse.ts';
import { runWiql } from '../../wiql/run.ts';
import { addressOf } from '../address.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { HostError, refusals } from '../errors.ts';
import { itemUrl } from '../represent.ts';
import { workScopes } from '../scopes.ts';

/** https://learn.microsoft.com/azure/devops/organizations/settings/work/object-limits */
const MAX_RESULTS = 20_000;
const bodySchema = z.object({ query: z.string() });

function query(call: Call): Answer {
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) throw refusals.badArgument('wiql', 'Value cannot be null.');
  const wiql = parseWiql(parsed.data.query);
  const found = runWiql(wiql, call.organization, {
    user: call.user,
    project: call.project,
    readable: (item) => item.deletedAt === null && canRead(call.user, projectOf(call.organization, item)),
    withTime: call.query.flag('timePrecision'),
  });
  const top = call.query.integer('$top');
  if (top !== null && (top < 1 || top > MAX_RESULTS)) throw refusals.badArgument('$top', `The value must be between 1 and ${MAX_RESULTS}.`);
  if (top === null && found.length > MAX_RESULTS) {
    throw new HostError(
      400,
      'WorkItemTrackingQueryResultSizeLimitExceededException',
      `VS402337: The number of work items returned exceeds the size limit of ${MAX_RESULTS}. Change the query to return fewer items.`,
    );
  }
  const reference = (name: string) => ({ referenceName: name, name: fieldOf(name).name, url: `${call.base}/_apis/wit/fields/${name}` });
  return {
    body: {
      queryType: 'flat',
      queryResultType: 'workItem',
      asOf: wireDate(call.organization.now()),
      columns: wiql.columns.map(reference),
      ...(wiql.order.length === 0
        ? {}
        : { sortColumns: wiql.order.map(({ field, descending }) => ({ field: reference(field), descending })) }),
      workItems: found.slice(0, top ?? MAX_RESULTS).map((item) => ({ id: item.id, url: itemUrl(addressOf(call), item) })),
    },
  };
}

export const wiqlResources: readonly Resource[] = [
  // A query reads, whatever its method: vso.work is enough.
  {
    id: '1a9c53f7-f243-4447-b110-35ef023636e4',
    area: 'wit',
    name: 'wiql',
    template: '{project}/{team}/_apis/{area}/{resource}',
    version: 2,
    released: true,
    scopes: { read: workScopes.read, write: workScopes.read },
    list: { POST: query },
  },
];
