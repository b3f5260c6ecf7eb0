/**
 * Builds the ServiceNow application: the page, the script includes, and the records by the vendor's SDK, offline and without
 * a login. `node tools/build/servicenow.ts [--scripts] [--new-keys]`
 *
 * The records end in servicenow-scoped/sdk/dist/app, the installable package in servicenow-scoped/sdk/target.
 */
import { buildPage } from './servicenow/page.ts';
import { buildScripts, writeScripts } from './servicenow/scripts.ts';
import { installSdk, nowSdk } from './servicenow/sdk.ts';

const scripts = await buildScripts();
writeScripts(scripts);
for (const [name, text] of scripts) console.log(`${name}: ${Math.round(text.length / 1024)} KiB`);
if (!process.argv.includes('--scripts')) {
  await buildPage();
  installSdk();
  // New records get their ids once, in keys.ts, which is committed: an instance knows a record again by its id.
  nowSdk('build', ...(process.argv.includes('--new-keys') ? [] : ['--frozenKeys']));
  nowSdk('pack');
  console.log('servicenow-scoped/sdk/dist/app and servicenow-scoped/sdk/target: records and package.');
}
