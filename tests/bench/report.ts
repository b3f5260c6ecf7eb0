/** Counting what a measurement took, and printing it. */
import type { Room } from '../support/room.ts';

export function clearCounts(room: Room): void {
  room.playground.jira.control.forgetRequests();
  room.playground.azureDevOps.control.forgetRequests();
  exchanges = room.playground.jira.control.passed().length;
}

let exchanges = 0;

/** `POST /rest/api/3/issue/{id}/comment`: the endpoint of a request. */
function endpointOf(request: string): string {
  return request
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27,}/gi, '{id}')
    .replace(/\/\d+/g, '/{id}')
    .replace(/\/contoso/g, '')
    .replace(/\/(Fabrikam|ACME(-\d+)?)\b/g, '/{project}');
}

export function printCounts(room: Room, items: number, item: string): void {
  let all = 0;
  for (const side of [room.jira, room['azure-devops']]) {
    const counts = new Map<string, number>();
    for (const request of side.requests()) counts.set(endpointOf(request), (counts.get(endpointOf(request)) ?? 0) + 1);
    all += side.requests().length;
    console.log(`  ${side.host}: ${side.requests().length} calls, ${side.writes().length} writes`);
    for (const [endpoint, count] of [...counts].toSorted((a, b) => b[1] - a[1]))
      console.log(`    ${(count / items).toFixed(2).padStart(7)} ${endpoint}`);
  }
  const passed = room.playground.jira.control.passed().length - exchanges;
  console.log(
    `  together: ${(all / items).toFixed(2)} tracker calls per ${item}; requests between the partners and to the Forge app: ${(passed / items).toFixed(2)} per ${item}`,
  );
  console.log(`  memory of this process with both stand-ins and the Forge app: ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
}

/** Milliseconds from the answer that the user gets to the twin's change. */
export async function lagOf(room: Room, edit: (summary: string) => Promise<void>, summary: string): Promise<number> {
  const { control } = room.playground.azureDevOps;
  const arrived = new Promise<number>((resolve) => {
    const stop = control.onChange('contoso', () => {
      if (!control.workItems('contoso').some((item) => item.revisions.at(-1)?.fields['System.Title'] === summary)) return;
      stop();
      resolve(performance.now());
    });
  });
  await edit(summary);
  const edited = performance.now();
  return (await arrived) - edited;
}
