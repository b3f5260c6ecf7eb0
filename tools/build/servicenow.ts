/**
 * Builds the ServiceNow application: the page, the script includes, and the records by the vendor's SDK, offline and without
 * a login. `node tools/build/servicenow.ts [--scripts] [--new-keys]`
 *
 * 1. The records end in build/servicenow, in a folder of their own (made.ts), the installable package in servicenow-scoped/sdk/target.
 * 2. Where they were made of the same input they stay, and the SDK is neither installed nor run.
 */
import { buildPage } from './servicenow/page.ts';
import { isMade, keep } from './servicenow/made.ts';
import { buildScripts, writeScripts } from './servicenow/scripts.ts';
import { installSdk, nowSdk } from './servicenow/sdk.ts';

const newKeys = process.argv.includes('--new-keys');
const scripts = await buildScripts();
writeScripts(scripts);
for (const [name, text] of scripts) console.log(`${name}: ${Math.round(text.length / 1024)} KiB`);
if (!process.argv.includes('--scripts')) {
  await buildPage();
  if (newKeys || !isMade()) {
    installSdk();
    // New records get their ids once, in keys.ts, which is committed: an instance knows a record again by its id.
    nowSdk('build', ...(newKeys ? [] : ['--frozenKeys']));
    nowSdk('pack');
    keep();
  }
  console.log('build/servicenow and servicenow-scoped/sdk/target: records and package.');
}
