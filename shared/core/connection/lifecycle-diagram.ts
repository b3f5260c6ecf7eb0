import { lifecycle } from './lifecycle.ts';
import type { Step } from './lifecycle.ts';

/** The lifecycle table as the text of docs/generated/lifecycle.md. */
export function lifecycleDiagram(): string {
  const lines: string[] = [];
  const table: { readonly [state: string]: { readonly [event: string]: Step } } = lifecycle;
  for (const state of Object.keys(table)) {
    const row = table[state] ?? {};
    for (const event of Object.keys(row)) {
      const cell = row[event];
      if (cell !== undefined) lines.push('    ' + state + ' --> ' + cell.to + ': ' + label(event, cell));
    }
  }
  return (
    '# Lifecycle of a connection\n\n' +
    'Generated from `shared/core/connection/lifecycle.ts`; every event that is not drawn is refused. ' +
    '*(initiator)* and *(acceptor)*: legal for that side alone. *tells …*: the message that goes to the partner.\n\n' +
    '```mermaid\nstateDiagram-v2\n    [*] --> pending: initiate\n    [*] --> accepting: accept\n' +
    lines.join('\n') +
    '\n    deleted --> [*]\n```\n'
  );
}

function label(event: string, cell: Step): string {
  const role = cell.role === undefined ? '' : ' (' + cell.role + ')';
  return event + role + (cell.tell === undefined ? '' : ', tells ' + cell.tell);
}
