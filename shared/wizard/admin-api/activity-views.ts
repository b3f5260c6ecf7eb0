/** Core records of single issues to what a page may see: every member is named here, as in views.ts. */
import { safeHref, type ActivityEntry, type ConnectOffer, type HeldIssue, type PanelEntry } from '@entente/core';
import type { ActivityRow, ConnectOfferView, HeldView, IssueRefView, PanelEntryView } from './activity-contract.ts';

export function refView(ref: { readonly key: string; readonly url: string } | null): IssueRefView | null {
  if (ref === null) return null;
  const url = safeHref(ref.url);
  return { key: ref.key, url: url?.startsWith('http') === true ? url : null };
}

export function activityView(entry: ActivityEntry): ActivityRow {
  const { id, at, kind, direction, outcome, created, tookMs, error, attempts, drift, by } = entry;
  return {
    id,
    at,
    kind,
    direction,
    outcome,
    ours: refView(entry.ours),
    theirs: refView(entry.theirs),
    created,
    what: [...entry.what],
    tookMs,
    error: error === null ? null : { code: error.code, params: error.params, whose: error.whose },
    attempts,
    losses: lossesView(entry.losses),
    files: entry.files.map(({ filename, why }) => ({ filename, why })),
    conflicts: entry.conflicts.map(({ field, loser, value }) => ({ field, loser, value })),
    drift,
    by,
  };
}

export function heldView(held: HeldIssue): HeldView {
  const { id, where, code, params, whose, since, attempts, retryAt, what } = held;
  return {
    id,
    where,
    ours: refView(held.ours),
    theirs: refView(held.theirs),
    error: { code, params, whose },
    since,
    attempts,
    retryAt,
    what: [...what],
  };
}

/** Faults name fields, scripts and the host's messages: they are the admins'. */
export function panelView(entry: PanelEntry, isAdmin: boolean): PanelEntryView {
  const { connectionId, name, state, remoteShortName, nodeType, theirStatus, syncedAt, waiting, gone, passedOver } = entry;
  const held = entry.held.map(heldView);
  return {
    connectionId,
    name,
    state,
    remoteShortName,
    nodeType,
    theirs: refView(entry.theirs),
    theirStatus,
    syncedAt,
    waiting,
    gone,
    held: isAdmin ? held : held.map((one) => ({ ...one, error: { code: 'held.askAdmin', params: {}, whose: 'ours' } })),
    conflicts: entry.conflicts.map(({ field, at, loser, value }) => ({ field, at, loser, value })),
    notHere: lossesView(entry.notHere),
    notThere: lossesView(entry.notThere),
    files: entry.files.map(({ side, filename, size, why }) => ({ side, filename, size, why })),
    passedOver:
      passedOver === null
        ? null
        : { at: passedOver.at, direction: passedOver.direction, what: [...passedOver.what], by: isAdmin ? passedOver.by : '' },
  };
}

export function offerView({ connectionId, name, remoteShortName, nodeType }: ConnectOffer): ConnectOfferView {
  return { connectionId, name, remoteShortName, nodeType };
}

function lossesView(losses: readonly { readonly what: string; readonly count: number }[]) {
  return losses.map(({ what, count }) => ({ what, count }));
}
