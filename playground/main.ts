/** `npm start`: the playground, until Ctrl+C. `--without-servicenow`: without its instance and the SDK. `--all`: Jira Data Center and Azure DevOps Server too. `--unpaired`: pages behind the companion show their first run. */
import { startServiceNowLater } from './service-now.ts';
import { startPlayground } from './start.ts';

const args = new Set(process.argv.slice(2));
const unpaired = args.has('--unpaired');
const ports = { jira: 8401, azureDevOps: 8411, companion: 8137, dataCenter: 8421, azureDevOpsServer: 8431, serviceNow: 8441 };

const serviceNow = args.has('--without-servicenow')
  ? null
  : startServiceNowLater({ port: ports.serviceNow, build: !args.has('--no-build') });
const playground = await startPlayground({
  ports,
  ...(unpaired ? { paired: [] } : {}),
  ...(args.has('--all') ? { dataCenter: unpaired ? ('unpaired' as const) : ('paired' as const) } : {}),
  ...(args.has('--all') ? { azureDevOpsServer: { state: unpaired ? ('unpaired' as const) : ('paired' as const) } } : {}),
  log: (line) => {
    if (args.has('--verbose')) console.log(line);
  },
});
const { jira, azureDevOps, companion, dataCenter, azureDevOpsServer: server } = playground;

const said = `
Entente’s playground is running. Everything is on this machine and forgotten at the end.

  Jira Cloud                  ${jira.siteUrl}
    Connections (as admin)    ${jira.adminPageUrl('connections')}
    Issues                    ${jira.siteUrl}/jira/projects

  Azure DevOps organisation   ${azureDevOps.organizationUrl('contoso')}
    Connections (as admin)    ${azureDevOps.hubUrl('contoso')}
    Work items                ${azureDevOps.pageUrl('contoso', 'Fabrikam')}
  A second organisation       ${azureDevOps.hubUrl('northwind')}

${serviceNow === null ? '' : serviceNow.lines()}
${
  dataCenter === null
    ? ''
    : `  Jira Data Center            ${dataCenter.siteUrl}
    Connections (as admin)    ${dataCenter.adminPageUrl()}
    Issues                    ${dataCenter.siteUrl}/browse/INI
    Served by the companion   ${companion.url}/pages/jira-data-center/
      with the admin’s token  ${dataCenter.token('ada')}
${unpaired ? `    Access token for Entente  ${dataCenter.token('entente')}\n` : ''}
`
}${
  server === null
    ? ''
    : `  Azure DevOps Server         ${server.organizationUrl('Main')}
    Connections (as admin)    ${server.hubUrl('Main')}
    Work items                ${server.pageUrl('Main', 'Fabrikam')}
  A second collection         ${server.hubUrl('Partners')}
${unpaired ? `    Access token for Main     ${server.token('Main', 'entente')}\n      for Partners            ${server.token('Partners', 'entente')}\n` : ''}
`
}  The companion               ${companion.url}
${unpaired ? `    Pairing secret            ${companion.pairingSecret()}\n      works once; Enter prints another\n    Access token for contoso  ${azureDevOps.token('contoso', 'entente')}\n      for northwind           ${azureDevOps.token('northwind', 'entente')}\n` : ''}
Open two of the Connections pages. Choose “Initiate connection” in one, copy the invitation code, and
choose “Accept invitation” in the other. Where a wizard asks for a destination’s URL, enter the other
side’s Entente URL: its General settings show it. Then create an issue in the project you chose.

Ctrl+C ends it.
`;
// What was not started leaves no gap.
console.log(said.replaceAll(/\n{3,}/g, '\n\n'));
serviceNow?.whenThere((lines) => console.log(lines));
if (unpaired) process.stdin.on('data', () => console.log(`Pairing secret: ${companion.newPairingSecret()}`));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.allSettled([playground.close(), serviceNow?.close()]).then(() => process.exit(0));
  });
}
