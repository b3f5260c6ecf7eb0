/** The effects of the machines about single issues: calls of the API, as in perform.ts. */
import type { AdminPage } from '../admin-page.ts';
import type { ActivityEffect, ActivityEvent } from './activity/table.ts';
import type { ConnectEffect, ConnectEvent } from './connect/table.ts';
import type { HeldEffect, HeldEvent } from './held/table.ts';
import type { PanelEffect, PanelEvent } from './panel/table.ts';
import { problem, problemOf } from './problem.ts';
import type { Perform } from './runner.ts';

/** `whenVisible` holds a poll back while nobody looks at the page. */
export function performActivity(
  page: AdminPage,
  connectionId: string,
  whenVisible: (then: () => void) => void,
): Perform<ActivityEvent, ActivityEffect> {
  return (effect, send) => {
    if (effect.type === 'askOlder') {
      const { cursor, filter } = effect;
      void page.api.activity({ connectionId, cursor, ...filter }).then(
        (older) => send({ type: 'older', filter, page: older }),
        () => send({ type: 'older', filter, page: null }),
      );
      return;
    }
    const { ticket, filter } = effect;
    const ask = (): void => {
      void Promise.all([page.api.activity({ connectionId, cursor: null, ...filter }), page.api.held({ connectionId })]).then(
        ([newest, { held, flow }]) => {
          if (newest === null) return send({ type: 'failed', ticket, problem: problem('connection.gone') });
          return send({ type: 'listed', ticket, at: Date.now(), page: newest, held, flow });
        },
        (caught: unknown) => send({ type: 'failed', ticket, problem: problemOf(caught) }),
      );
    };
    if (effect.afterMs === 0) ask();
    else setTimeout(() => whenVisible(ask), effect.afterMs);
  };
}

/** `done` tells what was done. */
export function performHeld(
  page: AdminPage,
  connectionId: string,
  done: (effect: Extract<HeldEffect, { type: 'done' }>) => void,
): Perform<HeldEvent, HeldEffect> {
  return (effect, send) => {
    if (effect.type === 'done') return done(effect);
    const { deed, heldId } = effect;
    const asked =
      heldId === null
        ? page.api.retryAllHeld({ connectionId })
        : deed === 'skip'
          ? page.api.skipHeld({ connectionId, heldId })
          : page.api.retryHeld({ connectionId, heldId });
    void asked.then(
      (answer) => send({ type: 'acted', answer }),
      (caught: unknown) => send({ type: 'acted', answer: { kind: 'failed', problem: problemOf(caught) } }),
    );
  };
}

/** `done` tells what the issue is connected to now. */
export function performConnect(
  api: AdminPage['api'],
  issueId: string,
  done: (effect: Extract<ConnectEffect, { type: 'done' }>) => void,
): Perform<ConnectEvent, ConnectEffect> {
  return (effect, send) => {
    if (effect.type === 'done') return done(effect);
    void api.connectIssue({ issueId, connectionId: effect.connectionId }).then(
      (answer) => send({ type: 'acted', answer }),
      (caught: unknown) => send({ type: 'acted', answer: { kind: 'failed', problem: problemOf(caught) } }),
    );
  };
}

/** `announce` tells that the issue is looked at. */
export function performPanel(
  api: AdminPage['api'],
  issueId: string,
  announce: () => void,
  whenVisible: (then: () => void) => void,
): Perform<PanelEvent, PanelEffect> {
  return (effect, send) => {
    if (effect.type === 'announce') return announce();
    if (effect.type === 'sync') {
      void api.syncIssue({ issueId }).then(
        () => send({ type: 'synced', problem: null }),
        (caught: unknown) => send({ type: 'synced', problem: problemOf(caught) }),
      );
      return;
    }
    const { ticket } = effect;
    const ask = (): void => {
      void api.issuePanel({ issueId }).then(
        (answer) => send({ type: 'shown', ticket, answer }),
        (caught: unknown) => send({ type: 'failed', ticket, problem: problemOf(caught) }),
      );
    };
    if (effect.afterMs === 0) ask();
    else setTimeout(() => whenVisible(ask), effect.afterMs);
  };
}
