/** The tracker's way to Jira: as the app, through the platform's own proxy. */
import { asApp, assumeTrustedRoute } from '@forge/api';
import type { JiraInit, JiraRequest } from '../tracker/cloud.ts';

/** The tracker encodes every part of its paths itself. */
export const jiraRequest: JiraRequest = async (path, { method, headers, body }) => {
  const { contentType, bytes } = await encode(body);
  const type = contentType === null ? {} : { 'Content-Type': contentType };
  return asApp().requestJira(assumeTrustedRoute(path), {
    method,
    headers: { ...headers, ...type },
    ...(bytes === null ? {} : { body: bytes }),
  });
};

interface Encoded {
  readonly contentType: string | null;
  readonly bytes: string | ArrayBuffer | null;
}

/** The platform's fetch takes texts and bytes, no forms: a form is written out here, with its boundary. */
async function encode(body: JiraInit['body']): Promise<Encoded> {
  if (body === undefined) return { contentType: null, bytes: null };
  if (typeof body === 'string') return { contentType: null, bytes: body };
  const form = new Response(body);
  return { contentType: form.headers.get('content-type'), bytes: await form.arrayBuffer() };
}
