/** The entry of the admin page: Forge's bridge on one side, the screens on the other. */
import { view } from '@forge/bridge';
import { createRoot } from 'react-dom/client';
import { catalogueFor, copyText, EntenteAdmin, type AdminPage } from '@entente/wizard';
import '@atlaskit/css-reset';
import './themes.css';
import { allowHost } from './egress.ts';
import { kit } from './kit/index.ts';
import { forgeRouting } from './routing.ts';
import { forgeApi } from './transport.ts';

async function start(): Promise<void> {
  const [context, routing] = await Promise.all([view.getContext(), forgeRouting(), view.theme.enable()]);
  const page: AdminPage = {
    api: forgeApi(),
    allowHost: (url) => allowHost(url, 'Organisations whose issues are connected with this site'),
    copy: copyText,
    locale: context.locale.replace('_', '-'),
    timeZone: context.timezone,
    routing,
  };
  const root = document.getElementById('root');
  if (root !== null) createRoot(root).render(<EntenteAdmin kit={kit} page={page} texts={catalogueFor(page.locale)} />);
}

await start();
