/** Pages of the instance. */
import { html } from '../http.ts';
import type { HttpAnswer, HttpCall } from '../http.ts';
import type { Instance } from '../instance.ts';

export async function pageAnswer(_instance: Instance, call: HttpCall): Promise<HttpAnswer> {
  return html(404, `<h1>Page not found</h1><p>${call.path.length}</p>`);
}
