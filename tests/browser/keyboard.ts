/** What a person does without a mouse: keys alone, and looking where the focus is. */
import { expect } from '@jest/globals';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import type { AdminPage } from './admin-page.ts';

const isActive = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => element === element.ownerDocument.activeElement && element.ownerDocument.hasFocus());

/** Presses Tab until the control has focus; `backwards` with Shift. */
export async function tabTo(page: Page, target: Locator, backwards = false): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 90; presses++) {
    if (await isActive(target)) return;
    await page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`Not reached by Tab: ${String(target)}`);
}

/** Tabs to the control and presses it. */
export async function pressOn(page: Page, target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Tabs to the field and replaces what it holds. */
export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

/** Focus comes there by itself. */
export async function hasFocus(target: Locator): Promise<void> {
  await target.waitFor();
  await eventually(
    `focus on ${String(target)}`,
    () => isActive(target),
    (active) => active,
    5000,
  ).catch(async (caught: unknown) => {
    const instead = await target.evaluate((element) => element.ownerDocument.activeElement?.outerHTML.slice(0, 200) ?? 'nothing');
    throw new Error(`Focus is on ${instead}`, { cause: caught });
  });
}

/** Opens the list, goes to the project, takes it. */
export async function chooseProjectByKeyboard({ page, frame }: AdminPage, name: string): Promise<void> {
  const combobox = frame.getByRole('combobox');
  await tabTo(page, combobox);
  await page.keyboard.press('ArrowDown');
  await frame.getByRole('option', { name }).first().waitFor();
  for (let presses = 0; presses < 12; presses++) {
    const active = await combobox.getAttribute('aria-activedescendant');
    if (active !== null && (await frame.locator(`[id="${active}"]`).innerText()).includes(name)) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  expect(await combobox.inputValue()).toContain(name);
}

/** With the arrows through the group: a mode that is not offered is passed, heard, and never chosen. */
export async function chooseModeByKeyboard({ page, frame }: AdminPage, mode: 'Basic' | 'Script'): Promise<void> {
  const radio = (name: string): Locator => frame.getByRole('radio', { name });
  await tabTo(page, radio('Basic'));
  await page.keyboard.press('Space');
  expect(await radio('Basic').isChecked()).toBe(true);
  if (mode === 'Basic') return;
  await page.keyboard.press('ArrowRight');
  await hasFocus(radio('Visual'));
  expect(await radio('Visual').isChecked()).toBe(false);
  await page.keyboard.press('ArrowRight');
  expect(await radio('Script').isChecked()).toBe(true);
}

/** Opens a row's menu and goes to an entry of it. */
export async function chooseInMenu({ page, frame }: AdminPage, opener: Locator, entry: string): Promise<void> {
  await pressOn(page, opener);
  const item = frame.getByRole('menuitem', { name: entry, exact: true });
  await item.waitFor();
  for (let presses = 0; presses < 12 && !(await isActive(item)); presses++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
}

export const heading = (frame: FrameLocator, name: string): Locator => frame.getByRole('heading', { name, exact: true });
