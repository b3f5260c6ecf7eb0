/** The page's way to the app's functions: Forge's own invoke, one function key for all. */
import { invoke } from '@forge/bridge';
import { adminClient, type AdminApi } from '@entente/wizard';

export function forgeApi(): AdminApi {
  return adminClient((method, input) => invoke<unknown>('admin', { method, input }));
}
