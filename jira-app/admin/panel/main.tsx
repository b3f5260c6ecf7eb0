/**
 * The entry of the issue panel. Jira says which issue it stands on; whether the user may see that issue is asked of Jira again, by the
 * function that answers.
 * https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-issue-panel/
 */
import { view } from '@forge/bridge';
import { createRoot } from 'react-dom/client';
import * as z from 'zod/mini';
import { catalogueFor, EntentePanel } from '@entente/wizard';
import '@atlaskit/css-reset';
import '../themes.css';
import { kit } from '../kit/index.ts';
import { forgeApi } from '../transport.ts';

/** The bridge's types leave what belongs to the module open. */
const extensionSchema = z.looseObject({ issue: z.looseObject({ id: z.string() }) });

async function start(): Promise<void> {
  const [context] = await Promise.all([view.getContext(), view.theme.enable()]);
  const { issue } = z.parse(extensionSchema, context.extension);
  const locale = context.locale.replace('_', '-');
  document.documentElement.classList.add('kit-panel');
  const root = document.getElementById('root');
  if (root === null) return;
  createRoot(root).render(
    <EntentePanel
      kit={kit}
      page={{ api: forgeApi(), locale, timeZone: context.timezone }}
      issueId={issue.id}
      texts={catalogueFor(locale)}
    />,
  );
}

await start();
