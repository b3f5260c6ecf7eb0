/** General settings of the instance, and a connection's own. */
import type { Connection } from '../connection/connection.schema.ts';
import { ownInfo, readConnection, readInstance } from '../connection/context.ts';
import type { Context } from '../connection/context.ts';
import { readAddress } from '../connection/address.ts';
import { replace, retrying } from '../connection/store/rows.ts';
import type { ConnectionId } from '../ids.ts';
import type { ConnectionSettings, Done, NodeSettings } from '../node.ts';
import { checkDescription, checkName, checkOptions, checkProject, checkShortName } from './checks.ts';
import { tellHello } from './instance.ts';
import { askInfo } from './probe.ts';
import { DONE, refusal } from './refusal.ts';

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
  const badOption = wanted.options === undefined ? null : await checkOptions(context, wanted.projectId, wanted.options);
  if (badOption !== null) return badOption;
  return await retrying<Done>(context.store, async () => {
    const row = await readConnection(context, connectionId);
    if (row === null || row.value.state === 'deleted') return { writes: [], result: refusal('connection.gone') };
    const project = checkedProject === null ? null : checkedProject.project;
    const value: Connection = {
      ...row.value,
      localShortName: wanted.localShortName,
      remoteShortName: wanted.remoteShortName,
      description: wanted.description,
      ...(wanted.options === undefined ? {} : { options: wanted.options }),
      ...(moved ? { projectId: project === null ? null : project.id, projectName: project === null ? null : project.name } : {}),
    };
    return { writes: [replace(row, value)], result: DONE };
  });
}
