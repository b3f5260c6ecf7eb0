/** The effects of the machines: calls of the API and of the page. The only place in machines/ that does anything. */
import type { AdminPage } from '../admin-page.ts';
import type { AcceptEffect, AcceptEvent, Consented, Reading } from './accept/data.ts';
import type { ActionEffect, ActionEvent } from './action/table.ts';
import type { EditEffect, EditEvent } from './edit/table.ts';
import type { InitiateEffect, InitiateEvent, ProbeAnswer } from './initiate/data.ts';
import type { InstanceEffect, InstanceEvent } from './instance/table.ts';
import type { ListEffect, ListEvent } from './list/table.ts';
import type { PickerData, PickerEffect, PickerEvent } from './picker/table.ts';
import { problem, problemOf, type Problem } from './problem.ts';
import type { Perform } from './runner.ts';
import type { SessionEffect, SessionEvent } from './session/table.ts';
import type { SettingsEffect, SettingsEvent } from './settings/table.ts';
import type { SetupEffect, SetupEvent } from './setup/table.ts';
import { hostOf } from './url.ts';

type Failed = { readonly kind: 'failed'; readonly problem: Problem };

/** Answers `failed` instead of rejecting, so that every effect reports something. */
async function settle<Answer>(call: Promise<Answer>): Promise<Answer | Failed> {
  try {
    return await call;
  } catch (caught) {
    return { kind: 'failed', problem: problemOf(caught) };
  }
}

/** The consent is asked for in the same turn as the click that led here: hosts allow it only from a user's gesture. */
async function withConsent<Answer>(page: AdminPage, url: string | null, call: () => Promise<Answer>): Promise<Consented<Answer>> {
  try {
    if (url !== null && (await page.allowHost(url)) === 'declined') return { kind: 'notAllowed', host: hostOf(url) };
    return await call();
  } catch (caught) {
    return { kind: 'failed', problem: problemOf(caught) };
  }
}

function after(ms: number, then: () => void): void {
  if (ms === 0) then();
  else setTimeout(then, ms);
}

export function performInitiate(page: AdminPage): Perform<InitiateEvent, InitiateEffect> {
  return (effect, send) => {
    if (effect.type === 'initiate') {
      void settle(page.api.initiate(effect.request)).then((answer) => send({ type: 'initiated', answer }));
    } else {
      void withConsent(page, effect.url, () => page.api.probe({ url: effect.url })).then((outcome) => {
        const answer: ProbeAnswer = outcome.kind === 'notAllowed' ? { kind: 'declined' } : outcome;
        return send({ type: 'probed', ticket: effect.ticket, answer });
      });
    }
  };
}

/** `read` decodes a code in the page; see accept/read.ts. */
export function performAccept(page: AdminPage, read: (code: string) => Promise<Reading>): Perform<AcceptEvent, AcceptEffect> {
  return (effect, send) => {
    switch (effect.type) {
      case 'read':
        void settle(read(effect.code)).then((reading) =>
          send({
            type: 'read',
            ticket: effect.ticket,
            reading: reading.kind === 'failed' ? { kind: 'bad', problem: reading.problem, details: null } : reading,
          }),
        );
        return;
      case 'accept':
        void withConsent(page, effect.inviterUrl, () => page.api.accept(effect.request)).then((answer) =>
          send({ type: 'accepted', answer }),
        );
        return;
      case 'decline':
        void withConsent(page, effect.inviterUrl, () => page.api.declineCode({ code: effect.code })).then((answer) =>
          send({ type: 'declined', answer }),
        );
        return;
      case 'watch':
        after(effect.afterMs, () => {
          void page.api.connection({ connectionId: effect.connectionId }).then(
            (connection) => send({ type: 'watched', connection }),
            () => send({ type: 'watched', connection: 'unknown' }),
          );
        });
        return;
      case 'sayWhenSlow':
        after(effect.afterMs, () => send({ type: 'slow' }));
        return;
      case 'cancel':
        void settle(page.api.act({ connectionId: effect.connectionId, verb: 'cancel' })).then((answer) =>
          send({ type: 'cancelled', answer }),
        );
    }
  };
}

/** `announce` says what changed; `whenVisible` holds a poll back while nobody looks at the page. */
export function performList(
  page: AdminPage,
  announce: (effect: Extract<ListEffect, { type: 'announce' }>) => void,
  whenVisible: (then: () => void) => void,
): Perform<ListEvent, ListEffect> {
  return (effect, send) => {
    if (effect.type === 'announce') return announce(effect);
    const { ticket } = effect;
    const ask = (): void => {
      void page.api.list({}).then(
        ({ revision, connections }) => send({ type: 'listed', ticket, at: Date.now(), revision, connections }),
        (caught: unknown) => send({ type: 'failed', ticket, problem: problemOf(caught) }),
      );
    };
    if (effect.afterMs === 0) ask();
    else setTimeout(() => whenVisible(ask), effect.afterMs);
  };
}

export function performAction(
  page: AdminPage,
  done: (effect: Extract<ActionEffect, { type: 'done' }>) => void,
  copied: () => void,
): Perform<ActionEvent, ActionEffect> {
  return (effect, send) => {
    if (effect.type === 'done') return done(effect);
    if (effect.type === 'act') {
      void settle(page.api.act({ connectionId: effect.connectionId, verb: effect.verb })).then((answer) => send({ type: 'acted', answer }));
      return;
    }
    void settle(page.api.invitation({ connectionId: effect.connectionId })).then(async (answer) => {
      const isCopied = effect.copy && answer.kind === 'done' && (await tryCopy(page, answer.code));
      if (isCopied) copied();
      return send({ type: 'fetched', answer, copied: isCopied });
    });
  };
}

/** False: the browser refused, the text has to be copied by hand. */
export async function tryCopy(page: AdminPage, text: string): Promise<boolean> {
  try {
    await page.copy(text);
    return true;
  } catch {
    return false;
  }
}

/** What a picker searches: `query` is trimmed. */
export type PickerSearch = (query: string, cursor: string | null) => Promise<Pick<PickerData, 'items' | 'next'>>;

export const searchProjects =
  (page: AdminPage): PickerSearch =>
  (text, cursor) =>
    page.api.searchProjects({ text, cursor });

/** All of them can be chosen, and there is one page: who finds too many types on. */
export const searchOption =
  (page: AdminPage, key: string): PickerSearch =>
  async (text) => {
    const { items } = await page.api.searchOption({ key, text });
    return { items: items.map(({ value, label, hint }) => ({ id: value, key: hint ?? label, name: label, canCreate: true })), next: null };
  };

export function performPicker(look: PickerSearch): Perform<PickerEvent, PickerEffect> {
  let pause: ReturnType<typeof setTimeout> | undefined;
  return ({ ticket, query, cursor, afterMs }, send) => {
    const search = (): void => {
      void look(query.trim(), cursor).then(
        ({ items, next }) => send({ type: 'found', ticket, items, next }),
        (caught: unknown) => send({ type: 'failed', ticket, problem: problemOf(caught) }),
      );
    };
    clearTimeout(pause);
    if (afterMs === 0) search();
    else pause = setTimeout(search, afterMs);
  };
}

export function performEdit(page: AdminPage, done: () => void): Perform<EditEvent, EditEffect> {
  return (effect, send) => {
    if (effect.type === 'done') return done();
    void settle(page.api.saveConnection(effect.request)).then((answer) => send({ type: 'saved', answer }));
  };
}

export function performSettings(page: AdminPage, done: () => void): Perform<SettingsEvent, SettingsEffect> {
  return (effect, send) => {
    if (effect.type === 'done') return done();
    if (effect.type === 'save') void settle(page.api.saveSettings(effect.request)).then((answer) => send({ type: 'saved', answer }));
    else void settle(page.api.checkReachability({})).then((answer) => send({ type: 'checked', answer }));
  };
}

export function performInstance(page: AdminPage): Perform<InstanceEvent, InstanceEffect> {
  return ({ answer }, send) => {
    void settle(page.api.settleInstanceChange({ answer })).then((outcome) => send({ type: 'settled', answer: outcome }));
  };
}

export function performSession(page: AdminPage): Perform<SessionEvent, SessionEffect> {
  return (effect, send) => {
    if (effect.type === 'checkReachability') {
      // A check that could not be made says nothing about what partners can reach.
      void page.api.checkReachability({}).then(
        (answer) => send({ type: 'reached', answer }),
        () => undefined,
      );
      return;
    }
    after(effect.afterMs, () => {
      void page.api.home({}).then(
        (home) => send({ type: 'home', home }),
        (caught: unknown) => send({ type: 'failed', problem: problemOf(caught) }),
      );
    });
  };
}

export function performSetup(page: AdminPage): Perform<SetupEvent, SetupEffect> {
  return (effect, send) => {
    const { setup } = page;
    const fail = (caught: unknown): void => send({ type: 'failed', problem: problemOf(caught) });
    if (setup === undefined || setup === null) return send({ type: 'failed', problem: problem('bug') });
    if (effect.type === 'askState') {
      void setup.state().then((state) => send({ type: 'known', state }), fail);
      return;
    }
    const { step, text } = effect;
    const checked = step === 'address' ? setup.useAddress(text) : step === 'pair' ? setup.pair(text) : setup.useToken(text);
    void checked.then((answer) => send({ type: 'checked', answer }), fail);
  };
}
