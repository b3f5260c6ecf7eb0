import type { Configuration } from '../configuration.ts';
import type { Finding } from '../operations/contract.ts';
import { ask } from './ask.ts';

/** Exit code 1 where anything is a problem; warnings alone are none. */
export async function doctor(configuration: Configuration, asJson: boolean): Promise<void> {
  const findings = await ask(configuration, async (operations) => await operations.doctor());
  console.log(asJson ? JSON.stringify(findings, null, 2) : findings.map(inWords).join('\n'));
  process.exitCode = findings.some(({ outcome }) => outcome === 'problem') ? 1 : 0;
}

function inWords({ outcome, about, says, fix }: Finding): string {
  return `${outcome.padEnd(8)} ${about}: ${says}${fix === null ? '' : `\n         → ${fix}`}`;
}
