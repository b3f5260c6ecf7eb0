/** The two wizards, step by step, as PRODUCT describes them. Roles and names only: what a person goes by. */
import { en } from '@entente/wizard';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import type { AdminPage } from './admin-page.ts';

export interface InitiateChoices {
  /** Null: “I don’t have a URL”. */
  readonly destinationUrl: string | null;
  readonly mode: 'Basic' | 'Script';
  readonly localShortName?: string;
  readonly remoteShortName?: string;
  /** Null: the host has no such step. */
  readonly project: string | null;
}

export async function readEntenteUrl(admin: AdminPage): Promise<string> {
  await admin.frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
  await openPage(admin, en['pages.settings']);
  const field = admin.frame.locator('#entente-url');
  await field.waitFor();
  await admin.shot('general-settings');
  const url = await field.inputValue();
  await openPage(admin, en['pages.connections']);
  await admin.frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
  return url;
}

/** In *General settings*; back to the connections. */
export async function makePrivate(admin: AdminPage): Promise<void> {
  const { frame } = admin;
  await openPage(admin, en['pages.settings']);
  await frame.getByRole('radio', { name: en['settings.private'] }).check({ force: true });
  await frame.getByTestId('settings-save').click();
  // Who cannot be called has nothing to check.
  await frame.getByTestId('check-reachability').waitFor({ state: 'detached' });
  await admin.shot('general-settings-private');
  await openConnections(admin);
}

/** From any other page of the product. */
export async function openConnections(admin: AdminPage): Promise<void> {
  await openPage(admin, en['pages.connections']);
  await admin.frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
}

/** By the product's own navigation, or the host's where the page has none. */
async function openPage(admin: AdminPage, title: string): Promise<void> {
  const inside = admin.frame.getByRole('tab', { name: title }).or(admin.frame.getByRole('link', { name: title }));
  const around = admin.page.getByRole('link', { name: title });
  // The page's own navigation may come after its heading.
  await Promise.any([inside.first().waitFor(), around.first().waitFor()]);
  await ((await inside.count()) > 0 ? inside : around).first().click();
}

/** To the copied code; leaves the wizard by *Done*. */
export async function initiate(admin: AdminPage, choices: InitiateChoices): Promise<string> {
  const { frame } = admin;
  await admin.shot('connections-before');
  await frame.getByRole('button', { name: en['connections.initiate'] }).first().click();
  const dialog = frame.getByRole('dialog', { name: en['initiate.title'] });
  const next = dialog.getByTestId('wizard-next');
  await dialog.getByRole('heading', { name: en['initiate.destination'] }).waitFor();
  if (choices.destinationUrl === null) {
    await dialog.getByRole('button', { name: en['initiate.noUrl'] }).click();
  } else {
    await dialog.getByLabel(en['initiate.url'], { exact: false }).first().fill(choices.destinationUrl);
    await dialog.getByRole('button', { name: en['initiate.check'], exact: true }).click();
    const found = dialog.getByText(en['initiate.found.text']);
    await allowWhereAsked(admin, found);
    await found.waitFor();
  }
  await dialog.getByRole('radio', { name: choices.mode }).check({ force: true });
  await admin.shot('initiate-1-destination');
  await next.click();

  await dialog.getByRole('heading', { name: en['initiate.information'] }).waitFor();
  if (choices.localShortName !== undefined) await dialog.locator('#initiate-localShortName').fill(choices.localShortName);
  if (choices.remoteShortName !== undefined) await dialog.locator('#initiate-remoteShortName').fill(choices.remoteShortName);
  await admin.shot('initiate-2-information');
  await next.click();

  if (choices.project !== null) {
    await dialog.getByRole('heading', { name: en['initiate.project'] }).waitFor();
    await chooseProject(admin, choices.project);
    await admin.shot('initiate-3-project');
    await next.click();
  }

  await dialog.getByRole('heading', { name: en['initiate.invitation'] }).waitFor();
  const code = await dialog.locator('#invitation-code').inputValue();
  await dialog.getByRole('button', { name: en['initiate.invitation.copy'] }).click();
  await admin.shot('initiate-4-invitation');
  await next.click();
  await dialog.waitFor({ state: 'detached' });
  await admin.shot('connections-pending');
  return code;
}

/** To *Congratulations*; `confirm` is called where the other side wants to confirm first. Answers the security number. */
export async function accept(
  admin: AdminPage,
  code: string,
  project: string | null,
  confirm: (() => Promise<void>) | null,
): Promise<string> {
  const { frame } = admin;
  await frame.getByRole('button', { name: en['connections.accept'] }).first().click();
  const dialog = frame.getByRole('dialog', { name: en['accept.title'] });
  const next = dialog.getByTestId('wizard-next');
  await dialog.getByRole('heading', { name: en['accept.code'] }).waitFor();
  await dialog.getByLabel(en['accept.code.label'], { exact: false }).fill(code);
  await dialog.getByText(en['accept.says.claim']).waitFor();
  await admin.shot('accept-1-code');
  await next.click();

  if (project !== null) {
    await dialog.getByRole('heading', { name: en['accept.project'] }).waitFor();
    await chooseProject(admin, project);
    await admin.shot('accept-2-project');
    await next.click();
  }
  const awaiting = dialog.getByRole('heading', { name: en['accept.awaiting'] });
  const congratulations = dialog.getByRole('heading', { name: en['accept.congratulations'] });
  await allowWhereAsked(admin, confirm === null ? congratulations : awaiting);

  if (confirm !== null) {
    await awaiting.waitFor({ timeout: 60_000 });
    await admin.shot('accept-3-awaiting');
    await confirm();
  }
  await congratulations.waitFor({ timeout: 60_000 });
  await admin.shot('accept-4-congratulations');
  const number = securityNumberIn(await dialog.innerText());
  await dialog.getByTestId('wizard-close').click();
  await dialog.waitFor({ state: 'detached' });
  await admin.shot('connections-after');
  return number;
}

/** *Confirm* in the row, and in the question that follows. */
export async function confirmPartner(admin: AdminPage): Promise<void> {
  const { frame } = admin;
  await frame.getByText(en['status.awaiting']).first().waitFor({ timeout: 60_000 });
  await admin.shot('connections-awaiting');
  await frame
    .getByRole('button', { name: /^Confirm/ })
    .first()
    .click();
  const question = frame.getByRole('alertdialog').or(frame.getByRole('dialog'));
  await admin.shot('confirm-question');
  await question.getByRole('button', { name: en['verb.confirm'], exact: true }).click();
  await question.waitFor({ state: 'detached' });
}

/** The page shows it without being reloaded. */
export async function waitUntilActive(admin: AdminPage, name = ''): Promise<string> {
  const row = admin.frame.getByRole('table').getByRole('row').filter({ hasText: name }).filter({ hasText: en['status.active'] }).first();
  await row.waitFor({ timeout: 60_000 });
  const text = await eventually(
    'the security number in the row',
    () => row.innerText(),
    (seen) => /\d{3}\s?\d{3}/.test(seen),
  );
  await admin.shot('connections-active');
  return securityNumberIn(text);
}

export function securityNumberIn(text: string): string {
  const found = /(?<!\d)(\d{3})\s(\d{3})(?!\d)/u.exec(text);
  if (found === null) throw new Error(`No security number in: ${text}`);
  return `${found[1]}${found[2]}`;
}

export async function chooseProject(admin: AdminPage, project: string): Promise<void> {
  const combobox = admin.frame.getByRole('combobox', { name: new RegExp(en['project.label'].split(' ')[0] ?? '') });
  await combobox.click();
  await combobox.fill(project.slice(0, 4));
  await admin.frame
    .getByRole('option', { name: new RegExp(project) })
    .first()
    .click();
}

/** Jira asks its admin before the app may call a new host. `instead`: what comes next where it does not ask. */
async function allowWhereAsked(admin: AdminPage, instead: Locator): Promise<void> {
  if (admin.host !== 'jira') return;
  const allow = admin.page.getByRole('button', { name: 'Allow' });
  const appears = async (locator: Locator): Promise<Locator> => {
    await locator.waitFor({ timeout: 60_000 });
    return locator;
  };
  if ((await Promise.any([appears(allow), appears(instead)])) === instead) return;
  await admin.page.screenshot();
  await allow.click();
}
