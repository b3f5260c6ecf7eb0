/** The product's page as an admin sees it, in a host's own page frame; the same drivers for every host. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, FrameLocator, Page } from 'playwright-core';

const root = join(import.meta.dirname, '..', '..');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface AdminPage {
  readonly host: string;
  readonly page: Page;
  /** The product's own document, inside the host's page. */
  readonly frame: FrameLocator;
  /** Errors that the page or the frame wrote to the console. */
  readonly problems: readonly string[];
  /** Takes a screenshot (build output) and checks the step for serious accessibility findings. */
  shot(step: string): Promise<void>;
  /** A screenshot alone. */
  look(step: string): Promise<void>;
  close(): Promise<void>;
}

export interface AdminPageOptions {
  readonly host: string;
  readonly url: string;
  /** The product's document is the page itself, in no frame. */
  readonly frameless?: boolean;
  /** Folder below build/screenshots. */
  readonly flow: string;
  readonly width?: number;
  /** IANA; the browser's, for hosts that tell no other. */
  readonly timeZone?: string;
  readonly colours?: 'light' | 'dark';
}

/** The document of the product itself. */
export function innerFrame(page: Page): Frame {
  const inner = page.frames().find((frame) => frame.parentFrame() !== null);
  if (inner === undefined) throw new Error('The page has no frame.');
  return inner;
}

export async function openAdminPage(browser: Browser, options: AdminPageOptions): Promise<AdminPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: options.timeZone ?? 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => undefined);
  context.setDefaultTimeout(30_000);
  // Both hosts' pages keep the theme there.
  if (options.colours === 'dark') await context.addInitScript("try { localStorage.setItem('theme', 'dark'); } catch {}");
  return await openTab(context, options);
}

/** Another tab of the same browser. */
export async function openTab(context: BrowserContext, { host, url, flow, frameless = false }: AdminPageOptions): Promise<AdminPage> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  // A page finds what a frame locator finds; drivers use no more of it.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the two have no type in common
  const frame = frameless ? (page as unknown as FrameLocator) : page.frameLocator('iframe').first();
  const folder = join(root, 'build', 'screenshots', flow);
  mkdirSync(folder, { recursive: true });
  let taken = 0;
  const look = async (step: string): Promise<void> => {
    taken += 1;
    await page.screenshot({ path: join(folder, `${host}-${String(taken).padStart(2, '0')}-${step}.png`) });
  };
  return {
    host,
    page,
    frame,
    problems,
    look,
    async shot(step) {
      await look(step);
      const findings = await seriousFindings(frameless ? page.mainFrame() : innerFrame(page));
      if (findings.length > 0) throw new Error(`${host}, ${step}: ${findings.join('; ')}`);
    },
    close: () => closeContext(context),
  };
}

async function closeContext(context: BrowserContext): Promise<void> {
  await context.close();
}

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** axe-core in the product's frame: https://github.com/dequelabs/axe-core; serious and critical findings. */
async function seriousFindings(inner: Frame): Promise<readonly string[]> {
  if (!(await inner.evaluate<boolean>('"axe" in window'))) await inner.evaluate(axeSource);
  const result = (await inner.evaluate(`axe.run(document, { resultTypes: ["violations"] })`)) as AxeResult;
  return result.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
