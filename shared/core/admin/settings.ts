/** General settings of the instance, and a connection's own. */
import type { Connection } from '../connection/connection.schema.ts';
import { INSTANCE_KEY, idOf, infoOf, ownInfo, readConnection, readInstance } from '../connection/context.ts';
import type { Context } from '../connection/context.ts';
import { readAddress } from '../connection/address.ts';
import { helloWrite } from '../connection/exchange/tell.ts';
import { instanceRowSchema } from '../connection/store/records.schema.ts';
import type { InstanceRow } from '../connection/store/records.schema.ts';
import { create, readRow, replace, retrying } from '../connection/store/rows.ts';
import { noteTrouble } from '../connection/trouble.ts';
import type { ConnectionId } from '../ids.ts';
import type { ConnectionSettings, Done, InstanceFacts, NodeSettings } from '../node.ts';
import { checkDescription, checkName, checkProject, checkShortName } from './checks.ts';
import { allConnections } from './connections.ts';
import { askInfo } from './probe.ts';
import { DONE, refusal } from './refusal.ts';

/**
 * Makes the instance uid at the first start, compares the facts at each. Another host instance id means a copied database:
 * a copy never speaks as the original, so nothing is sent. What partners are told of this node is told again where it changed.
 */
export async function start(context: Context): Promise<void> {
  const changed = await retrying<'no' | 'upgraded' | 'copied'>(context.store, async () => {
    const before = await readRow<InstanceRow>(context.store, 'node', INSTANCE_KEY, instanceRowSchema);
    const facts = rememberedFacts(context.facts);
    if (before === null) {
      const row: InstanceRow = {
        uid: context.random.uuid(),
        name: null,
        visibility: facts.baseUrl === null ? 'private' : 'public',
        facts,
        copiedFrom: null,
      };
      return { writes: [create('node', INSTANCE_KEY, row)], result: 'no' };
    }
    if (JSON.stringify(before.value.facts) === JSON.stringify(facts)) return { writes: [], result: 'no' };
    const copied = before.value.facts.hostInstanceId !== facts.hostInstanceId;
    context.log.write(copied ? 'error' : 'info', 'instance.changed', { copied });
    const copiedFrom = copied ? (before.value.copiedFrom ?? before.value.facts.hostInstanceId) : before.value.copiedFrom;
    return { writes: [replace(before, { ...before.value, facts, copiedFrom })], result: copied ? 'copied' : 'upgraded' };
  });
  if (changed === 'upgraded') await tellHello(context);
  if (changed === 'copied')
    for (const { value } of await allConnections(context)) await noteTrouble(context, idOf(value), 'copied', null, 'ours');
}

function rememberedFacts(facts: InstanceFacts): InstanceRow['facts'] {
  const { name, baseUrl, trackerUrl, hostInstanceId, nodeVersion, trackerVersion } = facts;
  return { name, baseUrl, trackerUrl, hostInstanceId, nodeVersion, trackerVersion };
}

async function tellHello(context: Context): Promise<void> {
  const info = infoOf(context.facts, (await readInstance(context)).value);
  for (const { value } of await allConnections(context)) {
    if (value.state === 'active' || value.state === 'awaiting' || value.state === 'deactivated')
      await context.store.commit([helloWrite(context, idOf(value), info)]);
  }
}

export async function settings(context: Context): Promise<NodeSettings> {
  const { value } = await readInstance(context);
  return { name: value.name ?? context.facts.name, visibility: value.visibility };
}

export async function saveSettings(context: Context, wanted: NodeSettings): Promise<Done> {
  const wrong = checkName(wanted.name, 'name', 'instanceName');
  if (wrong !== null) return wrong;
  if (wanted.visibility === 'public' && context.facts.baseUrl === null) return refusal('missing.address', 'visibility');
  await retrying(context.store, async () => {
    const row = await readInstance(context);
    return { writes: [replace(row, { ...row.value, name: wanted.name, visibility: wanted.visibility })], result: null };
  });
  await tellHello(context);
  return DONE;
}

/** Calls this node's own public address as a partner would. */
export async function checkReachability(context: Context): Promise<Done> {
  const own = await ownInfo(context);
  if (context.facts.baseUrl === null) return refusal('missing.address');
  const address = readAddress(context.facts.baseUrl, context.facts.allowLoopback);
  if (address.kind === 'refused') return refusal('reach.forbiddenAddress');
  const found = await askInfo(context, address.url);
  if (typeof found === 'string') return refusal('reach.' + found);
  return found.instanceUid === own.instanceUid ? DONE : refusal('reach.notEntente');
}

/** Local labels, description and project: nothing that the partner knows of. */
export async function saveConnection(context: Context, connectionId: ConnectionId, wanted: ConnectionSettings): Promise<Done> {
  const wrong =
    checkShortName(wanted.localShortName, 'localShortName') ??
    checkShortName(wanted.remoteShortName, 'remoteShortName') ??
    checkDescription(wanted.description);
  if (wrong !== null) return wrong;
  const before = await readConnection(context, connectionId);
  if (before === null || before.value.state === 'deleted') return refusal('connection.gone');
  const moved = wanted.projectId !== before.value.projectId;
  const checkedProject = moved ? await checkProject(context, wanted.projectId) : null;
  if (checkedProject !== null && checkedProject.kind === 'refused') return checkedProject;
  return await retrying<Done>(context.store, async () => {
    const row = await readConnection(context, connectionId);
    if (row === null || row.value.state === 'deleted') return { writes: [], result: refusal('connection.gone') };
    const project = checkedProject === null ? null : checkedProject.project;
    const value: Connection = {
      ...row.value,
      localShortName: wanted.localShortName,
      remoteShortName: wanted.remoteShortName,
      description: wanted.description,
      ...(moved ? { projectId: project === null ? null : project.id, projectName: project === null ? null : project.name } : {}),
    };
    return { writes: [replace(row, value)], result: DONE };
  });
}
