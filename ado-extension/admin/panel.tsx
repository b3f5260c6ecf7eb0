/**
 * The entry of the group on the work item form. The form tells which work item it shows, and when it shows another one.
 * https://learn.microsoft.com/azure/devops/extend/develop/add-workitem-extension
 */
import 'azure-devops-ui/Core/override.css';
import './styles.css';
import {
  getContributionId,
  getService,
  init,
  notifyLoadFailed,
  notifyLoadSucceeded,
  ready,
  register,
  resize,
} from 'azure-devops-extension-sdk';
import { createRoot, type Root } from 'react-dom/client';
import { catalogueFor, EntentePanel, type PanelPage } from '@entente/wizard';
import { groundOver, openAccess } from './access.ts';
import { kit } from './kit/index.ts';

/** What is used of the host's `IWorkItemFormService`. */
interface WorkItemForm {
  /** 0: a new work item that is not saved. */
  getId(): Promise<number>;
}

/** The form keeps the frame and shows one work item after the other in it. */
function formListener(show: () => Promise<void>) {
  const again = (): void => void show();
  return {
    onLoaded: again,
    onSaved: again,
    onRefreshed: again,
    onReset: () => undefined,
    onUnloaded: () => undefined,
    onFieldChanged: () => undefined,
  };
}

async function showOn(root: Root, page: PanelPage): Promise<void> {
  const form = await getService<WorkItemForm>('ms.vss-work-web.work-item-form');
  const issueId = await form.getId();
  root.render(issueId === 0 ? null : <EntentePanel kit={kit} page={page} issueId={String(issueId)} texts={catalogueFor(page.locale)} />);
}

async function start(): Promise<void> {
  await init({ loaded: false, applyTheme: true });
  await ready();
  const element = document.getElementById('root');
  if (element === null) throw new Error('The page has no root element.');
  const page = groundOver(await openAccess());
  const root = createRoot(element);
  register(
    getContributionId(),
    formListener(async () => await showOn(root, page)),
  );
  await showOn(root, page);
  document.documentElement.classList.add('entente-panel');
  new ResizeObserver(() => resize(document.body.scrollWidth, element.offsetHeight)).observe(element);
  await notifyLoadSucceeded();
}

start().catch((caught: unknown) => notifyLoadFailed(caught instanceof Error ? caught : String(caught)));
