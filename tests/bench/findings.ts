/** What was to be reached beside what was measured, and whether anything was lost or doubled. */

interface Finding {
  readonly workload: string;
  readonly target: string;
  readonly measured: string;
  /** Null: these figures cannot tell. */
  readonly met: boolean | null;
}

export interface Findings {
  note(workload: string, target: string, measured: string, met: boolean | null): void;
  /** Something was lost or doubled, or has not come within its time. */
  damage(): void;
  isUndamaged(): boolean;
  print(): void;
}

export function openFindings(): Findings {
  const all: Finding[] = [];
  let undamaged = true;
  return {
    note: (workload, target, measured, met) => void all.push({ workload, target, measured, met }),
    damage: () => void (undamaged = false),
    isUndamaged: () => undamaged,
    print: () => {
      const rows = all.map(({ workload, target, measured, met }) => [workload, target, measured, verdict(met)]);
      printTable([['', 'target', 'measured', ''], ...rows]);
    },
  };
}

function verdict(met: boolean | null): string {
  if (met === null) return 'cannot be told';
  return met ? 'met' : 'NOT MET';
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  console.log('');
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    );
}
