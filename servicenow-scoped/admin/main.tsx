import './array-from.ts';
import { createRoot } from 'react-dom/client';
import { adminClient, catalogueFor, EntenteAdmin, EntentePanel, type AdminPage } from '@entente/wizard';
import { plainKit } from '@entente/wizard/kit/plain';
import { followTheme } from './colours.ts';
import styles from './horizon.css?inline';
import { userLocale } from './locale.ts';
import { queryRouting } from './routing.ts';
import { callNode, callNodeOfRecord } from './transport.ts';

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
followTheme(document.documentElement);
/** The page about one record names it; the other page names none. */
const issueId = new URLSearchParams(window.location.search).get('sysparm_issue');
const texts = catalogueFor(page.locale);
createRoot(root).render(
  issueId === null ? (
    <EntenteAdmin kit={plainKit} page={page} texts={texts} />
  ) : (
    <EntentePanel
      kit={plainKit}
      page={{ ...page, api: adminClient(callNodeOfRecord) }}
      issueId={issueId}
      texts={texts}
      onBack={() => window.history.back()}
    />
  ),
);
