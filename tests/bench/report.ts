/** What a measurement took, printed. */
import type { Asked, CostReport } from './hosts.ts';
import type { Stage } from './stage.ts';

/** `POST /rest/api/3/issue/{id}/comment`: the endpoint of a request. */
function endpointOf({ method, path }: Asked): string {
  const endpoint = path
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27,}/gi, '{id}')
    .replace(/\/\d{2,}(?=\/|$)/g, '/{id}')
    .replace(/(issue|content|attachment|workitems|workItems)\/\d+/g, '$1/{id}')
    .replace(/\/contoso/g, '')
    .replace(/\/(Fabrikam|ACME(-\d+)?|INI(-\d+)?)\b/g, '/{project}');
  return `${method} ${endpoint}`;
}

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const reads = /search|workitemsbatch|\/wiql|\/reporting\/|bulkfetch/i;

export function isWrite({ method, path, status }: Asked): boolean {
  return changing.has(method) && status < 300 && !reads.test(path);
}

export interface Counts {
  readonly calls: number;
  readonly writes: number;
}

export async function printCalls(stage: Stage, items: number, item: string): Promise<Counts> {
  let calls = 0;
  let writes = 0;
  for (const { name, host } of [stage.from, stage.to]) {
    const requests = await host.requests();
    const counts = new Map<string, number>();
    for (const request of requests) counts.set(endpointOf(request), (counts.get(endpointOf(request)) ?? 0) + 1);
    const own = requests.filter(isWrite).length;
    console.log(`  ${name}: ${requests.length} calls, ${own} of them writes`);
    for (const [endpoint, count] of [...counts].toSorted((a, b) => b[1] - a[1]))
      console.log(`    ${(count / items).toFixed(2).padStart(7)} ${endpoint}`);
    calls += requests.length;
    writes += own;
  }
  console.log(`  together: ${(calls / items).toFixed(2)} tracker calls per ${item}, ${writes} writes`);
  return { calls, writes };
}

export function printCosts(costs: readonly CostReport[], items: number, item: string): void {
  for (const { name, idle, peak, cpu } of costs)
    console.log(
      `  ${name}: ${idle.toFixed(0)} MiB before, ${peak.toFixed(0)} MiB at most (${(peak - idle).toFixed(0)} above)${cpu < 0 ? '; started again meanwhile' : `; ${((cpu * 1000) / items).toFixed(0)} ms of processor time per ${item}`}`,
    );
}

/** `share` in [0, 1]. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function printLag(what: string, lags: readonly number[]): void {
  console.log(
    `${what}lag from the user's answer to the twin p50 ${percentile(lags, 0.5)} ms, p95 ${percentile(lags, 0.95)} ms (${lags.length} changes)`,
  );
}
