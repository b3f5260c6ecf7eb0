/**
 * The Jira page around an app's Custom UI, an admin page or a panel: it owns the address, the theme, flags and consent, and answers the bridge.
 * A command that is not in the table is refused by name.
 */
import type { BridgeCall, BridgeNote, FrameHeight, Place, Theme } from './messages.ts';

interface Config {
  /** Null: a panel, which has no address of its own. */
  readonly base: string | null;
  readonly appName: string;
  readonly frameOrigin: string;
  readonly moduleKey: string;
  readonly context: { readonly [name: string]: unknown };
  readonly extension: { readonly [name: string]: unknown; readonly issue?: { readonly id?: string } };
}

interface EgressPayload {
  readonly egresses?: readonly { readonly configured?: readonly { readonly domain?: string }[] }[];
}

// oxlint-disable-next-line typescript/no-unsafe-assignment -- what frame.ts wrote into the page
const config: Config = JSON.parse(document.getElementById('frame-config')?.textContent ?? '{}');
const frame = document.querySelector('iframe');
const subscriptions = new Map<string, string[]>();
let themed = false;

const theme = (): Theme => ({ colorMode: document.documentElement.dataset['colorMode'] === 'dark' ? 'dark' : 'light' });
const tell = (note: BridgeNote) => frame?.contentWindow?.postMessage(note, config.frameOrigin);
const baseOf = (): string => {
  if (config.base === null) throw new Error('The stand-in of the Jira page knows no history of a panel');
  return config.base;
};
const place = (): Place => ({
  pathname: location.pathname.slice(baseOf().length) || '/',
  search: location.search,
  hash: location.hash,
  state: window.history.state,
});
function moved(action: 'PUSH' | 'REPLACE' | 'POP'): void {
  markCurrent();
  tell({ forge: 'place', place: place(), action });
}

async function post(path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`/__frame/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-frame': config.moduleKey, 'x-frame-issue': config.extension.issue?.id ?? '' },
    body: JSON.stringify(body),
  });
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- what frame.ts answers
  const said: { message?: string; result?: unknown } = await response.json();
  if (!response.ok) throw new Error(said.message ?? `The request failed with ${response.status}`);
  return said.result;
}

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text: string,
  attributes: { readonly [name: string]: string } = {},
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** The site's own question, which the app cannot answer for the admin. */
function consent(domains: readonly string[]): Promise<boolean> {
  const dialog = element('dialog', '', { 'aria-labelledby': 'consent-title', 'data-testid': 'egress-consent' });
  const list = element('ul', '');
  for (const domain of domains) list.append(element('li', domain));
  const allow = element('button', 'Allow', { class: 'primary' });
  const decline = element('button', 'Decline');
  const buttons = element('div', '', { class: 'buttons' });
  buttons.append(decline, allow);
  dialog.append(
    element('h2', `Allow ${config.appName} to connect to ${domains.join(', ')}?`, { id: 'consent-title' }),
    element('p', 'The app will be able to send data from this site to:'),
    list,
    buttons,
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    const decide = (allowed: boolean) => {
      dialog.remove();
      frame?.focus();
      resolve(allowed);
    };
    allow.addEventListener('click', () => decide(true));
    decline.addEventListener('click', () => decide(false));
    dialog.addEventListener('cancel', () => decide(false));
  });
}

async function egressSet(payload: EgressPayload): Promise<unknown> {
  const domains = (payload.egresses ?? []).flatMap((group) => (group.configured ?? []).map((one) => one.domain ?? ''));
  await post('egress/check', payload);
  if (!(await consent(domains))) throw new Error('The admin declined the egress permission.');
  return post('egress/set', payload);
}

interface Flag {
  readonly id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly actions?: readonly unknown[];
  readonly isAutoDismiss?: boolean;
}

function showFlag(flag: Flag): boolean {
  if ((flag.actions ?? []).length > 0) throw new Error('The stand-in of the Jira page does not model actions of flags');
  const shown = element('div', '', {
    id: `flag-${flag.id ?? ''}`,
    class: `flag ${flag.type ?? 'info'}`,
    role: flag.type === 'error' || flag.type === 'warning' ? 'alert' : 'status',
  });
  const close = element('button', '×', { 'aria-label': 'Dismiss' });
  close.addEventListener('click', () => shown.remove());
  shown.append(element('strong', flag.title ?? ''), element('p', flag.description ?? ''), close);
  document.getElementById('flags')?.append(shown);
  if (flag.isAutoDismiss === true) setTimeout(() => shown.remove(), 8000);
  return true;
}

interface Navigation {
  readonly url?: string;
  readonly target?: string;
  readonly issueKey?: string;
  readonly projectKey?: string;
  readonly type?: string;
}

function addressOf(to: Navigation): string {
  if (to.url !== undefined) return new URL(to.url, location.origin).href;
  if (to.target === 'issue') return `${location.origin}/browse/${to.issueKey ?? ''}`;
  throw new Error(`The stand-in of the Jira page does not model navigation to ${to.target ?? 'nothing'}`);
}

function navigate(to: Navigation): void {
  const address = addressOf(to);
  if (to.type === 'new-tab') window.open(address, '_blank', 'noopener');
  else location.assign(address);
}

function goTo(how: 'pushState' | 'replaceState', to: { path?: string; state?: unknown }): void {
  const path = to.path ?? '';
  window.history[how](to.state ?? null, '', baseOf() + (path.startsWith('/') ? path : `/${path}`));
  moved(how === 'pushState' ? 'PUSH' : 'REPLACE');
}

/** Data of a call is what the app's code passed to @forge/bridge: each command reads it as that package sends it. */
const commands: { readonly [command: string]: (data: never) => unknown } = {
  invoke: (data: unknown) => post('invoke', data),
  fetchProduct: (data: unknown) => post('fetch', data),
  getContext: () => ({ ...config.context, theme: theme(), extension: { ...config.extension, location: location.href } }),
  'history:get': () => place(),
  'history:push': (to: { path?: string; state?: unknown }) => goTo('pushState', to),
  'history:replace': (to: { path?: string; state?: unknown }) => goTo('replaceState', to),
  'history:go': (steps: number) => window.history.go(steps),
  enableTheming: () => {
    themed = true;
    tell({ forge: 'theme', theme: theme() });
  },
  showFlag,
  closeFlag: (flag: { id?: string }) => {
    document.getElementById(`flag-${flag.id ?? ''}`)?.remove();
    return true;
  },
  navigate,
  getUrl: addressOf,
  reload: () => location.reload(),
  changeWindowTitle: (title: string) => {
    document.title = title;
  },
  emitReadyEvent: () => undefined,
  on: ({ event, callback }: { event: string; callback: { callback: string } }) => {
    subscriptions.set(event, [...(subscriptions.get(event) ?? []), callback.callback]);
    return {};
  },
  emit: ({ event, payload }: { event: string; payload?: unknown }) => {
    for (const callback of subscriptions.get(event) ?? []) tell({ forge: 'event', callback, payload });
  },
  __permission__egressGet: (payload: unknown) => post('egress/get', payload),
  __permission__egressSet: egressSet,
  __permission__egressDeleteGroup: (payload: unknown) => post('egress/deleteGroup', payload),
  __permission__egressDeleteDomain: (payload: unknown) => post('egress/deleteDomain', payload),
};

async function answer(call: BridgeCall): Promise<void> {
  const reply = (rest: object) => frame?.contentWindow?.postMessage({ forge: 'reply', id: call.id, ...rest }, config.frameOrigin);
  try {
    const command = commands[call.command];
    if (command === undefined) throw new Error(`The stand-in of the Jira page does not model the bridge command '${call.command}'`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table says what each command is sent
    reply({ result: await command(call.data as never) });
  } catch (caught) {
    reply({ error: caught instanceof Error ? caught.message : String(caught) });
  }
}

window.addEventListener('message', (message: MessageEvent<BridgeCall | FrameHeight | undefined>) => {
  if (frame === null || message.source !== frame.contentWindow || message.origin !== config.frameOrigin) return;
  // A panel is as high as what it shows, where its manifest says nothing of its size.
  if (message.data?.forge === 'height' && config.base === null) frame.style.height = `${message.data.height}px`;
  if (message.data?.forge === 'call') void answer(message.data);
});
/** The links beside the page lead to its routes without loading it again. */
function markCurrent(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-route]')) {
    if (location.pathname === baseOf() + (link.dataset['route'] ?? '')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-route]')) {
  link.addEventListener('click', (click) => {
    click.preventDefault();
    goTo('pushState', { path: link.dataset['route'] ?? '/' });
  });
}

if (config.base !== null) {
  window.addEventListener('popstate', () => moved('POP'));
  markCurrent();
}
document.addEventListener('themechange', () => {
  if (themed) tell({ forge: 'theme', theme: theme() });
});
