/** The vendor's extension SDK, unmodified, in a real browser inside the settings page. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchChromium } from '../../tools/browser/chromium.ts';
import { startAzureDevOps } from '@entente/ado-extension/standin';
import type { AzureDevOps } from '@entente/ado-extension/standin';

const manifest = {
  id: 'probe',
  publisher: 'someone',
  version: '1.2.3',
  name: 'Probe',
  scopes: ['vso.project', 'vso.work_write'],
  files: [{ path: 'dist', packagePath: 'hub', addressable: true }],
  contributions: [
    {
      id: 'hub',
      type: 'ms.vss-web.hub',
      targets: ['ms.vss-web.collection-admin-hub-group'],
      properties: { name: 'Connections', uri: 'hub/index.html' },
    },
  ],
};

const probe = `
import * as SDK from 'azure-devops-extension-sdk';
window.SDK = SDK;
await SDK.init({ loaded: false });
document.body.textContent = 'ready for ' + SDK.getUser().displayName;
await SDK.notifyLoadSucceeded();
`;

let folder: string;
let browser: Browser;
let host: AzureDevOps;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hub-'));
  await writeFile(join(folder, 'vss-extension.json'), JSON.stringify(manifest));
  await build({
    stdin: { contents: probe, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'esm',
    outfile: join(folder, 'dist', 'probe.js'),
    logLevel: 'silent',
  });
  await writeFile(
    join(folder, 'dist', 'index.html'),
    '<!DOCTYPE html><html lang="en"><title>Probe</title><body><script type="module" crossorigin src="./probe.js"></script></body></html>',
  );
  const extension = { manifestPath: join(folder, 'vss-extension.json') };
  [browser, host] = await Promise.all([launchChromium(), startAzureDevOps({ extension })]);
});

afterAll(async () => {
  await browser.close();
  await host.close();
  await rm(folder, { recursive: true });
});

async function openHub(at: AzureDevOps, account?: string): Promise<{ page: Page; hub: Frame }> {
  const page = await browser.newPage();
  await page.goto(at.hubUrl('contoso', account));
  await page.waitForSelector('#hub[data-state=loaded]');
  const hub = page.frames().find((frame) => frame !== page.mainFrame());
  if (hub === undefined) throw new Error('no frame');
  return { page, hub };
}

/** Runs a piece of script in the hub, where `SDK` is the vendor's module. */
const inHub = (hub: Frame, script: string): Promise<unknown> => hub.evaluate(`(async () => { ${script} })()`);

test('the hub learns its user, host and extension, and its menu entry is there', async () => {
  const { page, hub } = await openHub(host, 'mel');
  expect(await hub.textContent('body')).toContain('ready for Mel Member');
  expect(
    await inHub(hub, 'return { host: SDK.getHost(), extension: SDK.getExtensionContext().id, hub: SDK.getContributionId() }'),
  ).toMatchObject({
    host: { name: 'contoso', isHosted: true },
    extension: 'someone.probe',
    hub: 'someone.probe.hub',
  });
  expect(await page.textContent('nav li.selected')).toBe('Connections');
  expect(new URL(hub.url()).origin).not.toBe(new URL(page.url()).origin);
  await page.close();
});

test('the access token is the user, with the scopes of the manifest alone', async () => {
  const { page, hub } = await openHub(host, 'mel');
  const read = (path: string, version: string): string =>
    `const r = await fetch('${host.organizationUrl('contoso')}/_apis/${path}?api-version=${version}', { headers: { authorization: 'Bearer ' + (await SDK.getAccessToken()) } }); return { status: r.status, body: await r.json() };`;
  expect(await inHub(hub, read('connectionData', '7.1-preview'))).toMatchObject({
    status: 200,
    body: { authenticatedUser: { providerDisplayName: 'Mel Member' } },
  });
  expect(await inHub(hub, read('projects', '7.1'))).toMatchObject({ status: 200, body: { count: 2 } });
  expect(
    await inHub(
      hub,
      `const area = await (await SDK.getService('ms.vss-features.location-service')).getResourceAreaLocation('8a3d49b8-91f0-46ef-b33d-dda338c25db3'); const r = await fetch(area + '_apis/identities?searchFilter=General&filterValue=ada&api-version=7.1', { headers: { authorization: 'Bearer ' + (await SDK.getAccessToken()) } }); return r.status;`,
    ),
  ).toBe(401);
  await page.close();
});

test('the address below the hub belongs to the page', async () => {
  const { page, hub } = await openHub(host);
  await inHub(
    hub,
    "window.seen = []; const nav = await SDK.getService('ms.vss-features.host-navigation-service'); nav.onHashChanged((hash) => { window.seen.push(hash); document.body.dataset.hash = hash; }); nav.setHash('/connections/1');",
  );
  await hub.waitForSelector("body[data-hash='/connections/1']");
  expect(new URL(page.url()).hash).toBe('#/connections/1');
  await page.goBack();
  await hub.waitForSelector("body[data-hash='']");
  await page.close();
});

test('documents outlive the page, and each person has their own', async () => {
  const manager =
    "const data = await (await SDK.getService('ms.vss-features.extension-data-service')).getExtensionDataManager(SDK.getExtensionContext().id, await SDK.getAccessToken());";
  const first = await openHub(host);
  await inHub(
    first.hub,
    `${manager} await data.setValue('colour', 'red'); await data.setValue('mine', 1, { scopeType: 'User' }); window.made = await data.createDocument('pairings', { id: 'a', url: 'https://x.example' });`,
  );
  await first.page.close();
  const second = await openHub(host, 'mel');
  expect(
    await inHub(
      second.hub,
      `${manager} return { colour: await data.getValue('colour'), mine: await data.getValue('mine', { scopeType: 'User', defaultValue: 'none' }), all: await data.getDocuments('pairings') };`,
    ),
  ).toEqual({
    colour: 'red',
    mine: 'none',
    all: [{ id: 'a', url: 'https://x.example', __etag: 1 }],
  });
  expect(
    await inHub(second.hub, `${manager} return data.createDocument('pairings', { id: 'a' }).then(() => 'made', (error) => error.message);`),
  ).toContain('exists already');
  await second.page.close();
});

test('a change of theme reaches the frame', async () => {
  const { page, hub } = await openHub(host);
  const paper = (): Promise<unknown> =>
    hub.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--background-color').trim()");
  expect(await paper()).toBe('rgba(255,255,255,1)');
  await inHub(hub, "window.addEventListener('themeApplied', () => { document.body.dataset.themed = 'yes'; });");
  await page.click('#theme-toggle');
  await hub.waitForSelector('body[data-themed=yes]');
  expect(await paper()).toBe('rgba(32,31,30,1)');
  await page.close();
});

test('what is not modelled is refused by name', async () => {
  const { page, hub } = await openHub(host);
  expect(
    await inHub(hub, "return SDK.getService('ms.vss-work-web.work-item-form').then(() => 'there', (error) => error.message);"),
  ).toContain('does not model the service ms.vss-work-web.work-item-form');
  await page.close();
});

test('on-premises the frame has no origin', async () => {
  const server = await startAzureDevOps({ flavour: 'server', extension: { manifestPath: join(folder, 'vss-extension.json') } });
  try {
    const { page, hub } = await openHub(server);
    expect(await hub.evaluate('self.origin')).toBe('null');
    expect(
      await inHub(
        hub,
        `const r = await fetch('${server.organizationUrl('contoso')}/_apis/projects', { headers: { authorization: 'Bearer ' + (await SDK.getAccessToken()) } }); return r.status;`,
      ),
    ).toBe(200);
    await page.close();
  } finally {
    await server.close();
  }
});
