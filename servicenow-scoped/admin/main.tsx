import './array-from.ts';
import { createRoot } from 'react-dom/client';
import { adminClient, catalogueFor, EntenteAdmin, type AdminPage } from '@entente/wizard';
import { plainKit } from '@entente/wizard/kit/plain';
import styles from './horizon.css?inline';
import { userLocale } from './locale.ts';
import { queryRouting } from './routing.ts';
import { callNode } from './transport.ts';

/** The application's assets are scripts alone. */
function addStyles(): void {
  const style = document.createElement('style');
  style.textContent = styles;
  document.head.append(style);
}

const locale = userLocale();
const page: AdminPage = {
  api: adminClient(callNode),
  allowHost: () => Promise.resolve('allowed'),
  copy: (text) => navigator.clipboard.writeText(text),
  locale,
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  routing: queryRouting(),
};

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
document.documentElement.lang = locale;
addStyles();
createRoot(root).render(<EntenteAdmin kit={plainKit} page={page} texts={catalogueFor(page.locale)} />);
