/** A project's work items, and one of them. The pages are empty frames: their script reads and writes over the same REST as everyone. */
import type { Host } from '../host.ts';
import type { Organization, Project, User } from '../model/types.ts';
import type { FrameContext } from '../frame/context.ts';
import type { WorkItemsContext } from './context.ts';
import { frameContext } from './frame-context.ts';
import { html, scriptJson } from './html.ts';
import { projectUrl, shell } from './shell.ts';

const pathOf = (host: Host, organization: Organization): string => `${host.directory}/${organization.name}`;

/** The extension's group on the form of a saved work item. */
function formGroup(host: Host, organization: Organization, user: User, { id, project }: WorkItemsContext): FrameContext | null {
  const { extension } = host;
  const [group] = extension?.formGroups ?? [];
  if (extension === null || group === undefined || id === null) return null;
  return frameContext(host, extension, group, organization, user, { id, project, height: group.height });
}

function frame(host: Host, organization: Organization, project: Project, user: User, context: WorkItemsContext, title: string): string {
  const group = formGroup(host, organization, user, context);
  return shell({
    title: `${title} - ${project.name}`,
    organization,
    user,
    crumbs: [
      { text: organization.name, url: `/${organization.name}` },
      { text: project.name, url: projectUrl(organization, project) },
      ...(context.id === null ? [] : [{ text: `Work item ${context.id}`, url: `${projectUrl(organization, project)}/edit/${context.id}` }]),
    ],
    script: 'work-items',
    data: { id: 'work-items-context', json: scriptJson(context) },
    frame: group === null ? null : scriptJson(group),
    body: html`<main id="content" aria-live="polite"><p class="muted">Loading…</p></main>
      ${
        group === null
          ? null
          : html`<section class="form-group" aria-label="${group.hub.name}">
              <h2>${group.hub.name}</h2>
              <div id="hub"></div>
            </section>`
      }`,
  });
}

export function workItemsPage(host: Host, organization: Organization, project: Project, user: User): string {
  return frame(
    host,
    organization,
    project,
    user,
    { organizationPath: pathOf(host, organization), project: project.name, account: user.account, id: null, create: false },
    'Work items',
  );
}

export function workItemPage(host: Host, organization: Organization, project: Project, user: User, id: string | null): string | null {
  if (id !== null && !/^\d+$/.test(id)) return null;
  const context: WorkItemsContext = {
    organizationPath: pathOf(host, organization),
    project: project.name,
    account: user.account,
    id: id === null ? null : Number(id),
    create: id === null,
  };
  return frame(host, organization, project, user, context, id === null ? 'New work item' : `Work item ${id}`);
}
