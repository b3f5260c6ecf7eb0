import 'azure-devops-ui/Core/override.css';
import './styles.css';
import { getAccessToken, getPageContext, init, notifyLoadFailed, notifyLoadSucceeded, ready } from 'azure-devops-extension-sdk';
import { createRoot } from 'react-dom/client';
import {
  adminClient,
  callCompanion,
  catalogueFor,
  copyText,
  companionSetup,
  EntenteAdmin,
  type AdminPage,
  type CompanionAccess,
} from '@entente/wizard';
import { kit } from './kit/index.ts';
import { organizationUrl } from './organization.ts';
import { hashRouting } from './routing.ts';
import { keepAddress, readAddress } from './setup.ts';

async function adminPage(): Promise<AdminPage> {
  const access: CompanionAccess = {
    instance: await organizationUrl(),
    token: () => getAccessToken(),
    current: { address: await readAddress() },
  };
  const { globalization } = getPageContext();
  return {
    api: adminClient(async (method, input) => (await callCompanion(access, 'POST', method, input)).body),
    allowHost: () => Promise.resolve('allowed'),
    copy: copyText,
    locale: globalization.culture || navigator.language,
    // The host names Windows time zones; the browser's own is the user's.
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    setup: companionSetup(access, keepAddress),
    routing: await hashRouting(),
  };
}

async function start(): Promise<void> {
  await init({ loaded: false, applyTheme: true });
  await ready();
  const page = await adminPage();
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no root element.');
  createRoot(root).render(<EntenteAdmin kit={kit} page={page} texts={catalogueFor(page.locale)} />);
  await notifyLoadSucceeded();
}

start().catch((caught: unknown) => notifyLoadFailed(caught instanceof Error ? caught : String(caught)));
