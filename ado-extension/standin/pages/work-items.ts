/** A project's work items, and one of them. The pages are empty frames: their script reads and writes over the same REST as everyone. */
import type { Host } from '../host.ts';
import type { Organization, Project, User } from '../model/types.ts';
import type { WorkItemsContext } from './context.ts';
import { html, scriptJson } from './html.ts';
import { projectUrl, shell } from './shell.ts';

const pathOf = (host: Host, organization: Organization): string => `${host.directory}/${organization.name}`;

function frame(organization: Organization, project: Project, user: User, context: WorkItemsContext, title: string): string {
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
    body: html`<main id="content" aria-live="polite"><p class="muted">Loading…</p></main>`,
  });
}

export function workItemsPage(host: Host, organization: Organization, project: Project, user: User): string {
  return frame(
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
  return frame(organization, project, user, context, id === null ? 'New work item' : `Work item ${id}`);
}
