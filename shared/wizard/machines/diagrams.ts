/** The wizards' tables as the text of docs/generated/wizards.md. */
import { acceptTable } from './accept/table.ts';
import { actionTable } from './action/table.ts';
import { activityTable } from './activity/table.ts';
import { connectTable } from './connect/table.ts';
import { editTable } from './edit/table.ts';
import { heldTable } from './held/table.ts';
import { initiateTable } from './initiate/table.ts';
import { instanceTable } from './instance/table.ts';
import { listTable } from './list/table.ts';
import { panelTable } from './panel/table.ts';
import { pickerTable } from './picker/table.ts';
import { sessionTable } from './session/table.ts';
import { settingsTable } from './settings/table.ts';
import { setupTable } from './setup/table.ts';

interface AnyBranch {
  readonly to: string;
  /** Their names say what they are about. */
  readonly when?: { readonly name: string };
  readonly effects?: unknown;
}
export type AnyTable = { readonly [state: string]: { readonly [event: string]: readonly AnyBranch[] } };

export interface Described {
  readonly title: string;
  readonly source: string;
  readonly start: string;
  readonly table: AnyTable;
}

export const machines: readonly Described[] = [
  { title: 'Initiate connection', source: 'initiate/table.ts', start: 'destination', table: initiateTable },
  { title: 'Accept invitation', source: 'accept/table.ts', start: 'code', table: acceptTable },
  { title: 'First run', source: 'setup/table.ts', start: 'loading', table: setupTable },
  { title: 'Who is here', source: 'session/table.ts', start: 'starting', table: sessionTable },
  { title: 'A changed instance', source: 'instance/table.ts', start: 'open', table: instanceTable },
  { title: 'List of connections', source: 'list/table.ts', start: 'loading', table: listTable },
  { title: 'An action on a connection', source: 'action/table.ts', start: 'idle', table: actionTable },
  { title: 'Activity of a connection', source: 'activity/table.ts', start: 'loading', table: activityTable },
  { title: 'An issue that is held up', source: 'held/table.ts', start: 'idle', table: heldTable },
  { title: 'The panel beside an issue', source: 'panel/table.ts', start: 'loading', table: panelTable },
  { title: 'Connecting an issue', source: 'connect/table.ts', start: 'idle', table: connectTable },
  { title: 'Choosing a project', source: 'picker/table.ts', start: 'idle', table: pickerTable },
  { title: 'A connection’s settings', source: 'edit/table.ts', start: 'editing', table: editTable },
  { title: 'General settings', source: 'settings/table.ts', start: 'editing', table: settingsTable },
];

export function wizardDiagrams(): string {
  const parts = machines.map(
    ({ title, source, start, table }) =>
      `## ${title}\n\nFrom \`shared/wizard/machines/${source}\`.\n\n\`\`\`mermaid\nstateDiagram-v2\n    [*] --> ${start}\n${linesOf(table).join('\n')}\n\`\`\`\n`,
  );
  const intro =
    '# The admin page’s machines\n\nGenerated from the tables in `shared/wizard/machines/`. An event that is not drawn is refused: nothing changes. ' +
    'In brackets: only if this holds, and none of the branches above it did; *does*: something is asked of the node or the host.\n';
  return [intro, ...parts].join('\n');
}

function linesOf(table: AnyTable): readonly string[] {
  return Object.entries(table).flatMap(([state, cells]) =>
    Object.entries(cells).flatMap(([event, branches]) =>
      branches.map((branch) => `    ${state} --> ${branch.to}: ${labelOf(event, branch)}`),
    ),
  );
}

function labelOf(event: string, { when, effects }: AnyBranch): string {
  return `${event}${when === undefined ? '' : ` [${when.name}]`}${effects === undefined ? '' : ' (does)'}`;
}
