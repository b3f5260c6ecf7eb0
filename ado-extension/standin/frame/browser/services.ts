/** The services that an extension reaches through `SDK.getService`. What is not modelled is refused by name. */
import type { FrameContext } from '../context.ts';
import { makeDataManager } from './data-manager.ts';
import { addBanner, addToast, closeBanner, openMessageDialog } from './messages.ts';

type Bag = Record<string, unknown>;
type HashListener = (hash: string) => void;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null;

const isCallback = (value: unknown): value is (answer: boolean | undefined) => void => typeof value === 'function';

function refuse(what: string): () => never {
  return () => {
    throw new Error(`This stand-in of Azure DevOps does not model ${what}.`);
  };
}

function locationService(context: FrameContext): Bag {
  const base = `${context.organization.url}/`;
  return {
    getServiceLocation: async (): Promise<string> => base,
    getResourceAreaLocation: async (areaId: string): Promise<string> => {
      const response = await fetch(`${base}_apis/resourceAreas/${areaId}`, {
        headers: { authorization: `Bearer ${await pageToken(context)}`, accept: 'application/json;api-version=7.0-preview.1' },
      });
      const area: unknown = await response.json();
      // On-premises, and for areas that the host does not list, everything is at the collection.
      return isBag(area) && typeof area['locationUrl'] === 'string' ? area['locationUrl'] : base;
    },
    routeUrl: refuse('routeUrl'),
  };
}

export async function fetchToken(context: FrameContext, kind: 'access' | 'app' | 'page'): Promise<string> {
  // Under whatever name the page was opened: a Server may have several.
  const response = await fetch(
    `${new URL(context.organization.url).pathname}/_session/${kind}?account=${encodeURIComponent(context.account)}`,
    { method: 'POST' },
  );
  const answer: unknown = await response.json();
  if (!isBag(answer) || typeof answer['token'] !== 'string') throw new Error('no token');
  return answer['token'];
}

const pageToken = (context: FrameContext): Promise<string> => fetchToken(context, 'page');

const currentHash = (): string => decodeURIComponent(window.location.hash.replace(/^#/, ''));

function withHash(hash: string): string {
  const url = new URL(window.location.href);
  url.hash = hash;
  return url.href;
}

function navigationService(context: FrameContext): Bag {
  const listeners: HashListener[] = [];
  window.addEventListener('hashchange', () => {
    for (const listener of listeners) listener(currentHash());
  });
  return {
    getHash: async (): Promise<string> => currentHash(),
    setHash: (hash: string) => {
      window.location.hash = hash;
    },
    replaceHash: (hash: string) => {
      window.history.replaceState(null, '', withHash(hash));
    },
    onHashChanged: (listener: HashListener) => {
      listeners.push(listener);
    },
    getQueryParams: async () => Object.fromEntries(new URLSearchParams(window.location.search)),
    setQueryParams: (params: Readonly<Record<string, string | null>>) => {
      const url = new URL(window.location.href);
      for (const [name, value] of Object.entries(params)) {
        if (value === null || value === '') url.searchParams.delete(name);
        else url.searchParams.set(name, value);
      }
      window.history.pushState(null, '', url.href);
    },
    getPageRoute: async () => ({
      id: 'ms.vss-admin-web.collection-admin-hub-route',
      routeValues: {
        controller: 'ContributedPage',
        action: 'Execute',
        adminPivot: context.hub.id,
        ServiceHost: `${context.organization.id} (${context.organization.name})`,
      },
    }),
    getPageNavigationElements: async () => [{ id: context.hub.id, name: context.hub.name, type: 'hub', url: window.location.href }],
    navigate: (url: string) => {
      window.location.assign(url);
    },
    openNewWindow: (url: string, features: string) => {
      window.open(url, '_blank', features);
    },
    reload: (url?: string) => {
      if (url === undefined) window.location.reload();
      else window.location.assign(url);
    },
    setDocumentTitle: (title: string) => {
      document.title = title;
    },
  };
}

function layoutService(): Bag {
  let full = false;
  return {
    getFullScreenMode: async () => full,
    setFullScreenMode: (on: boolean) => {
      full = on;
      document.body.classList.toggle('full-screen', on);
    },
    openMessageDialog: (message: string, options: unknown) => {
      const onClose = isBag(options) && isCallback(options['onClose']) ? options['onClose'] : () => undefined;
      openMessageDialog(message, isBag(options) ? options : {}, onClose);
    },
    openCustomDialog: refuse('custom dialogs'),
    openPanel: refuse('panels'),
  };
}

/** `IWorkItemFormService`, as far as reading the shown work item goes. */
function formService(context: FrameContext, { id }: NonNullable<FrameContext['workItem']>): Bag {
  const read = async (): Promise<Bag> => {
    const response = await fetch(`${new URL(context.organization.url).pathname}/_apis/wit/workitems/${id}?api-version=7.0`, {
      headers: { authorization: `Bearer ${await pageToken(context)}` },
    });
    const item: unknown = await response.json();
    return isBag(item) ? item : {};
  };
  const fields = async (): Promise<Bag> => {
    const found = (await read())['fields'];
    return isBag(found) ? found : {};
  };
  const writing = ['setFieldValue', 'setFieldValues', 'save', 'refresh', 'reset', 'beginSaveWorkItem', 'addWorkItemRelations'];
  return {
    getId: async () => id,
    isNew: async () => false,
    hasActiveWorkItem: async () => true,
    getRevision: async () => (await read())['rev'],
    getFieldValue: async (name: string) => (await fields())[name],
    getFieldValues: async (names: readonly string[]) => {
      const all = await fields();
      return Object.fromEntries(names.map((name) => [name, all[name]]));
    },
    ...Object.fromEntries(writing.map((name) => [name, refuse(`${name} of the work item form`)])),
  };
}

export function makeServices(context: FrameContext): Readonly<Record<string, Bag>> {
  return {
    'ms.vss-features.location-service': locationService(context),
    'ms.vss-features.host-navigation-service': navigationService(context),
    'ms.vss-features.host-page-layout-service': layoutService(),
    'ms.vss-features.extension-data-service': {
      getExtensionDataManager: async (extensionId: string, token: string) => makeDataManager(context.extensionDataUrl, extensionId, token),
    },
    'ms.vss-tfs-web.tfs-global-messages-service': {
      addToast,
      addBanner,
      closeBanner,
      addDialog: refuse('global dialogs'),
      addCornerDialog: refuse('corner dialogs'),
      closeDialog: refuse('global dialogs'),
    },
    ...(context.workItem === null ? {} : { 'ms.vss-work-web.work-item-form': formService(context, context.workItem) }),
    // Organization settings are outside every project.
    'ms.vss-tfs-web.tfs-page-data-service': { getProject: async () => undefined, getPageData: refuse('page data') },
  };
}
