import type { Configuration } from '../configuration.ts';
import type { InstanceReport, Removed } from '../operations/contract.ts';
import { ask } from './ask.ts';

const states: Readonly<Record<InstanceReport['state'], string>> = {
  running: 'running',
  stopped: 'not running',
  credentials: 'waiting for an access token',
};

export async function listInstances(configuration: Configuration, asJson: boolean): Promise<void> {
  const all = await ask(configuration, async (operations) => await operations.instances());
  if (asJson) console.log(JSON.stringify(all, null, 2));
  else console.log(all.length === 0 ? 'No instance is paired yet.' : all.map(inWords).join('\n\n'));
}

function inWords(one: InstanceReport): string {
  const counts = Object.entries(one.connections).map(([state, count]) => `${count} ${state}`);
  const lines = [
    `${one.name}  ${one.url}`,
    `  ${one.kind}${one.trackerVersion === '' ? '' : `, ${one.trackerVersion}`}`,
    `  ${states[one.state]}${one.state === 'running' ? `, events ${one.eventsAreOn ? 'on' : 'off'}` : ''}`,
    `  connections: ${counts.length === 0 ? 'none' : counts.join(', ')}`,
    `  last sweep: ${one.sweptAt === null ? 'none since the start' : new Date(one.sweptAt).toISOString()}`,
  ];
  return lines.join('\n');
}

export async function removeInstance(
  configuration: Configuration,
  input: { readonly address: string; readonly evenConnected: boolean },
): Promise<void> {
  const removed = await ask(configuration, async (operations) => await operations.remove(input));
  if (removed.kind === 'removed') console.log(removedInWords(removed));
  else console.error(refusedInWords(removed, input.address));
  process.exitCode = removed.kind === 'removed' ? 0 : 1;
}

function removedInWords({ name, url, events }: Extract<Removed, { kind: 'removed' }>): string {
  const left = `\nIts tracker could not be asked: delete the service hooks of Entente there, and revoke the access token.`;
  return `${name} (${url}) is removed.${events === 'left' ? left : ' Revoke its access token in the tracker.'}`;
}

function refusedInWords(removed: Exclude<Removed, { kind: 'removed' }>, address: string): string {
  if (removed.kind === 'unknown') return `No instance has the address ${address}. “instances” lists them.`;
  return `It has ${removed.count} connection${removed.count === 1 ? '' : 's'}. Delete them in its Connections page first, so that the partners are told; or add --even-connected.`;
}
