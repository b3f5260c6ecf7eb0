import 'azure-devops-ui/Core/override.css';
import './styles.css';
import { init, notifyLoadFailed, notifyLoadSucceeded, ready } from 'azure-devops-extension-sdk';
import { createRoot } from 'react-dom/client';
import { catalogueFor, companionSetup, copyText, EntenteAdmin, type AdminPage } from '@entente/wizard';
import { groundOver, openAccess } from './access.ts';
import { kit } from './kit/index.ts';
import { hashRouting } from './routing.ts';
import { keepAddress } from './setup.ts';

async function adminPage(): Promise<AdminPage> {
  const access = await openAccess();
  return {
    ...groundOver(access),
    allowHost: () => Promise.resolve('allowed'),
    copy: copyText,
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
