/** The script of a page with an extension's frame, a hub or a group on a work item form: embeds it and answers its SDK. */
import { frameContextSchema } from '../context.ts';
import type { FrameContext } from '../context.ts';
import type { ThemeName } from '../theme.ts';
import { Channel } from './channel.ts';
import { fetchToken, makeServices } from './services.ts';

function readContext(): FrameContext {
  const data = document.getElementById('frame-context')?.textContent;
  if (data === undefined || data === null) throw new Error('the page has no context');
  return frameContextSchema.parse(JSON.parse(data));
}

const THEME_KEY = 'theme';

function currentTheme(): ThemeName {
  const asked = new URLSearchParams(window.location.search).get('theme') ?? window.localStorage.getItem(THEME_KEY);
  return asked === 'dark' ? 'dark' : 'light';
}

function paint(context: FrameContext, name: ThemeName): void {
  document.documentElement.dataset['theme'] = name;
  for (const [variable, value] of Object.entries(context.themes[name])) document.documentElement.style.setProperty(`--${variable}`, value);
}

/** Services lets the frame keep its origin; on-premises it is `null`, without storage and cookies. */
function makeFrame(context: FrameContext): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.className = 'external-content--iframe';
  frame.title = context.hub.name;
  const allowed = ['allow-scripts', 'allow-forms', 'allow-popups', 'allow-popups-to-escape-sandbox', 'allow-downloads', 'allow-modals'];
  frame.setAttribute('sandbox', [...allowed, ...(context.flavour === 'services' ? ['allow-same-origin'] : [])].join(' '));
  frame.setAttribute('allow', 'clipboard-read; clipboard-write');
  return frame;
}

function handshake(context: FrameContext, options: Readonly<Record<string, unknown>>): unknown {
  return {
    contributionId: context.hub.id,
    initialConfig: {},
    context: {
      extension: context.extension,
      user: context.user,
      host: {
        id: context.organization.id,
        name: context.organization.name,
        serviceVersion: 'Dev20.M264.1',
        type: 4,
        isHosted: context.flavour === 'services',
      },
      pageContext: {
        webContext: {},
        timeZonesConfiguration: { daylightSavingsAdjustments: [] },
        globalization: { culture: context.culture, theme: currentTheme(), timeZoneId: 'UTC', timeZoneOffset: 0 },
      },
    },
    ...(options['applyTheme'] === false ? {} : { themeData: context.themes[currentTheme()] }),
  };
}

/** The form calls what the extension has registered under its contribution's name. */
function tellForm({ hub, workItem }: FrameContext, channel: Channel, event: 'onLoaded' | 'onRefreshed'): void {
  if (workItem === null) return;
  const args = { id: workItem.id, isNew: false, isReadOnly: false };
  // An extension that has registered nothing hears nothing: the form goes on all the same.
  channel.invoke(hub.id, event, [args]).catch(() => undefined);
}

function start(): void {
  const context = readContext();
  const region = document.getElementById('hub');
  if (region === null) throw new Error('the page has no place for the hub');
  paint(context, currentTheme());
  const frame = makeFrame(context);
  const channel = new Channel(() => frame.contentWindow, new URL(context.hub.url).origin);
  const services = makeServices(context);
  channel.register('DevOps.HostControl', {
    initialHandshake: (options: unknown) => handshake(context, typeof options === 'object' && options !== null ? { ...options } : {}),
    notifyLoadSucceeded: () => {
      region.dataset['state'] = 'loaded';
      tellForm(context, channel, 'onLoaded');
    },
    notifyLoadFailed: (problem: unknown) => {
      region.dataset['state'] = 'failed';
      region.dataset['problem'] = String(problem);
    },
    // A hub fills its page; only dialogs and form parts grow.
    resize: (_width: unknown, height: unknown) => {
      if (context.workItem !== null && typeof height === 'number') frame.style.height = `${height}px`;
    },
    getAccessToken: async () => ({ token: await fetchToken(context, 'access') }),
    getAppToken: async () => ({ token: await fetchToken(context, 'app') }),
  });
  channel.register('DevOps.ServiceManager', {
    getService: async (id: string) => {
      const service = services[id];
      if (service === undefined) throw new Error(`This stand-in of Azure DevOps does not model the service ${id}.`);
      return service;
    },
  });
  document.getElementById('theme-toggle')?.addEventListener('click', () => {
    const next: ThemeName = document.documentElement.dataset['theme'] === 'dark' ? 'light' : 'dark';
    window.localStorage.setItem(THEME_KEY, next);
    paint(context, next);
    void channel.invoke('DevOps.SdkClient', 'dispatchEvent', ['themeChanged', { detail: { data: context.themes[next] } }]);
  });
  if (context.workItem !== null) {
    frame.style.height = `${context.workItem.height}px`;
    window.addEventListener('work-item-shown', () => {
      if (region.dataset['state'] === 'loaded') tellForm(context, channel, 'onRefreshed');
    });
  }
  frame.src = context.hub.url;
  region.append(frame);
}

start();
