import type { Host } from '../host.ts';
import type { Pages } from './pages.ts';

export async function makePages(host: Host): Promise<Pages> {
  void host;
  return { answer: () => ({ status: 404, headers: { 'content-type': 'text/plain' }, body: 'No such page.' }) };
}
