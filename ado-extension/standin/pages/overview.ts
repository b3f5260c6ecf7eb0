/** The list of organizations, and an organization's projects. */
import type { Host } from '../host.ts';
import { canRead } from '../model/organization.ts';
import type { Organization, User } from '../model/types.ts';
import { html } from './html.ts';
import { settingsName } from './settings.ts';
import { projectUrl, shell } from './shell.ts';

export function organizationsPage(host: Host): string {
  const rows = [...host.organizations.values()].map(
    (organization) => html`<li><a href="/${organization.name}">${organization.name}</a></li>`,
  );
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Azure DevOps (stand-in)</title>
        <link rel="stylesheet" href="/_static/page.css" />
      </head>
      <body>
        <main>
          <h1>Organizations</h1>
          <ul>
            ${rows}
          </ul>
        </main>
      </body>
    </html>`.html;
}

export function organizationPage(host: Host, organization: Organization, user: User): string {
  const rows = [...organization.projects.values()]
    .filter((project) => canRead(user, project))
    .map((project) => {
      const count = [...organization.workItems.values()].filter((item) => item.projectId === project.id && item.deletedAt === null).length;
      return html`<tr>
        <td><a href="${projectUrl(organization, project)}">${project.name}</a></td>
        <td>${project.description}</td>
        <td>${project.process}</td>
        <td>${count}</td>
      </tr>`;
    });
  const hubs = (host.extension?.hubs ?? []).map(
    (hub) => html`<li><a href="/${organization.name}/_settings/${hub.id}">${settingsName(host)} › Extensions › ${hub.name}</a></li>`,
  );
  return shell({
    title: `Projects - ${organization.name}`,
    organization,
    user,
    crumbs: [{ text: organization.name, url: `/${organization.name}` }],
    script: null,
    frame: null,
    data: null,
    body: html`<main>
      <h1>${organization.name}</h1>
      <table>
        <thead>
          <tr>
            <th scope="col">Project</th>
            <th scope="col">Description</th>
            <th scope="col">Process</th>
            <th scope="col">Work items</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
      <ul>
        <li><a href="/${organization.name}/_settings">${settingsName(host)}</a></li>
        ${hubs}
      </ul>
    </main>`,
  });
}
