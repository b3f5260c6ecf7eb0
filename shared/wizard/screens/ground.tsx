/** What every screen stands on: the host's Kit, the page, the texts, and one polite announcer. */
import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import type { AdminPage } from '../admin-page.ts';
import type { Kit } from '../kit/kit.ts';
import type { Now, Table } from '../machines/machine.ts';
import { run, type Perform } from '../machines/runner.ts';
import { makeTexts, type Catalogue, type Texts } from '../texts/text.ts';
import { makeFormat, type Format } from './format.ts';

export interface Ground extends Texts {
  readonly kit: Kit;
  readonly page: AdminPage;
  readonly format: Format;
  readonly announce: (message: string) => void;
  readonly go: (path: string) => void;
  /** The host shows this in a frame that is as high as its content. */
  readonly inFrame: boolean;
}

const GroundContext = createContext<Ground | null>(null);

export function useGround(): Ground {
  const ground = useContext(GroundContext);
  if (ground === null) throw new Error('useGround outside of GroundProvider');
  return ground;
}

interface GroundProps {
  readonly kit: Kit;
  readonly page: AdminPage;
  readonly texts: Catalogue;
  readonly inFrame?: boolean;
  readonly children: ReactNode;
}

export function GroundProvider({ kit, page, texts, inFrame = false, children }: GroundProps) {
  const [message, setMessage] = useState('');
  const [announce] = useState(() => announcer(setMessage));
  const ground = useMemo<Ground>(
    () => ({
      ...makeTexts(texts, page.locale),
      kit,
      page,
      format: makeFormat(page.locale, page.timeZone),
      announce,
      go: (path) => page.routing.go({ path }),
      inFrame,
    }),
    [announce, kit, page, texts, inFrame],
  );
  return (
    <GroundContext.Provider value={ground}>
      {children}
      <kit.Announcer message={message} />
    </GroundContext.Provider>
  );
}

/** What is said in one turn is said together; a no-break space makes the same message new, so that it is read out again. */
function announcer(show: (change: (last: string) => string) => void): (text: string) => void {
  let waiting: string[] = [];
  return (text) => {
    waiting.push(text);
    if (waiting.length > 1) return;
    queueMicrotask(() => {
      const all = waiting.join(' ');
      waiting = [];
      show((last) => (last === all ? `${all}\u00a0` : all));
    });
  };
}

/** The present path of the page, redrawn when the host's routing changes it. */
export function usePath(): string {
  const { page } = useGround();
  return useSyncExternalStore(
    (changed) => page.routing.listen(changed),
    () => page.routing.current().path,
  );
}

/** Runs a machine for as long as the component lives. The first `start` and `perform` are the ones that count. */
export function useMachine<State extends string, Data, Event extends { readonly type: string }, Effect>(
  table: Table<State, Data, Event, Effect>,
  start: () => Now<NoInfer<State>, Data>,
  perform: () => Perform<Event, Effect>,
): [now: Now<State, Data>, send: (event: Event) => void] {
  const [runner] = useState(() => run(table, start(), perform()));
  useEffect(() => () => runner.stop(), [runner]);
  return [useSyncExternalStore(runner.subscribe, runner.now, runner.now), runner.send];
}

/** Says a message politely when it becomes another one. */
export function useAnnouncement(message: string | null): void {
  const { announce } = useGround();
  useEffect(() => {
    if (message !== null) announce(message);
  }, [announce, message]);
}
