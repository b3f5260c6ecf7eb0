/**
 * The bridge that the platform puts first into every Custom UI page: `globalThis.__bridge.callBridge(command, data)`, which
 * @forge/bridge looks for when it loads. It speaks with the page around the frame and with nobody else.
 */
import type { BridgeNote, BridgeReply, Place, Theme } from './messages.ts';

type Listener = (place: Place, action: string) => void;

const page = window.parent;
const pageOrigin = document.referrer === '' ? '*' : new URL(document.referrer).origin;
const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
const callbacks = new Map<string, (payload: unknown) => unknown>();
let lastId = 0;

const isCallback = (value: unknown): value is (payload: unknown) => unknown => typeof value === 'function';

/** Functions cannot cross: a name goes in their place. */
function portable(value: unknown): unknown {
  if (isCallback(value)) {
    lastId += 1;
    const name = `callback-${lastId}`;
    callbacks.set(name, value);
    return { callback: name };
  }
  if (Array.isArray(value)) return value.map(portable);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, portable(item)]));
}

function ask(command: string, data?: unknown): Promise<unknown> {
  lastId += 1;
  const id = lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    page.postMessage({ forge: 'call', id, command, data: portable(data) }, pageOrigin);
  });
}

const listeners = new Set<Listener>();
let history: { location: Place; action: string } | null = null;

const target = (to: string | Partial<Place>, state: unknown) =>
  typeof to === 'string'
    ? { path: to, state }
    : { path: `${to.pathname ?? ''}${to.search ?? ''}${to.hash ?? ''}`, state: to.state ?? state };

/** The history object is made here, because its methods answer at once. */
async function createHistory(): Promise<unknown> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what admin-page.ts answers
  const place = (await ask('history:get')) as Place;
  const made = {
    location: place,
    action: 'POP',
    push: (to: string | Partial<Place>, state?: unknown) => void ask('history:push', target(to, state)),
    replace: (to: string | Partial<Place>, state?: unknown) => void ask('history:replace', target(to, state)),
    go: (steps: number) => void ask('history:go', steps),
    goBack: () => void ask('history:go', -1),
    goForward: () => void ask('history:go', 1),
    listen(listener: Listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    createHref: (to: string | Partial<Place>) => target(to, null).path,
  };
  history = made;
  return made;
}

/** Design tokens come as style sheets from the platform's own host, which the page's policy allows. */
function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  root.dataset['colorMode'] = theme.colorMode;
  root.dataset['theme'] = 'light:light dark:dark shape:shape spacing:spacing typography:typography';
  for (const name of ['light', 'dark', 'shape', 'spacing', 'typography']) {
    const href = `/__theme/${name}.css`;
    if (document.querySelector(`link[href="${href}"]`) !== null) continue;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    document.head.append(link);
  }
}

window.addEventListener('message', (message: MessageEvent<BridgeReply | BridgeNote | undefined>) => {
  const said = message.data;
  if (message.source !== page || said === undefined) return;
  if (said.forge === 'reply') {
    const caller = waiting.get(said.id);
    waiting.delete(said.id);
    if (said.error === undefined) caller?.resolve(said.result);
    else caller?.reject(new Error(said.error));
  } else if (said.forge === 'theme') applyTheme(said.theme);
  else if (said.forge === 'event') callbacks.get(said.callback)?.(said.payload);
  else if (said.forge === 'place') {
    if (history !== null) Object.assign(history, { location: said.place, action: said.action });
    for (const listener of listeners) listener(said.place, said.action);
  }
});

Object.defineProperty(globalThis, '__bridge', {
  value: { callBridge: (command: string, data?: unknown) => (command === 'createHistory' ? createHistory() : ask(command, data)) },
});

/** The lowest edge of what stands in the body: the body itself may be as high as the frame. */
document.addEventListener('DOMContentLoaded', () => {
  const tell = (): void => {
    const edges = [...document.body.children].map((one) => one.getBoundingClientRect().bottom + window.scrollY);
    page.postMessage({ forge: 'height', height: Math.ceil(Math.max(0, ...edges)) }, pageOrigin);
  };
  const observer = new ResizeObserver(tell);
  for (const one of document.body.children) observer.observe(one);
});
