/** The admin page in the plain Kit, talking to the node that served it. Query: `locale`, `pseudo`, `decline`, `setup`. */
import { adminClient, en, EntenteAdmin, pseudo, type AdminPage, type PageRoute } from '@entente/wizard';
import { plainKit } from '@entente/wizard/kit/plain';
import '@entente/wizard/kit/plain/plain.css';
import { createRoot } from 'react-dom/client';

const query = new URLSearchParams(location.search);
let present: PageRoute = { path: query.get('path') ?? 'connections' };
const listeners = new Set<(route: PageRoute) => void>();
/** Declined the first time, allowed when asked again. */
let declines = query.has('decline') ? 1 : 0;

const page: AdminPage = {
  api: adminClient(async (method, input) => {
    const reply = await fetch(`${location.pathname}api/${method}`, { method: 'POST', body: JSON.stringify(input) });
    return reply.json();
  }),
  allowHost: () => Promise.resolve(declines-- > 0 ? 'declined' : 'allowed'),
  copy: (text) => (query.has('nocopy') ? Promise.reject(new Error('refused')) : navigator.clipboard.writeText(text)),
  locale: query.get('locale') ?? 'en-GB',
  timeZone: 'Europe/Berlin',
  routing: {
    current: () => present,
    go: (route) => {
      present = route;
      for (const listener of listeners) listener(route);
    },
    listen: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  },
};

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<EntenteAdmin kit={plainKit} page={page} texts={query.has('pseudo') ? pseudo(en) : en} />);
