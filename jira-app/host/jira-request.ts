/** The tracker's way to Jira: as the app, through the platform's own proxy. */
import { asApp, assumeTrustedRoute } from '@forge/api';
import type { JiraRequest } from '../tracker/cloud.ts';

/** The tracker encodes every part of its paths itself. */
export const jiraRequest: JiraRequest = (path, { method, headers, body }) =>
  asApp().requestJira(assumeTrustedRoute(path), { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) });
