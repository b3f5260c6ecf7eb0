/** Names of the node types that the protocol registers (PROTOCOL §1). Others are shown as they are. */
const hosts: { readonly [nodeType: string]: string } = {
  JIRA_CLOUD: 'Jira Cloud',
  JIRA_DATA_CENTER: 'Jira Data Center',
  AZURE_DEVOPS: 'Azure DevOps',
  AZURE_DEVOPS_SERVER: 'Azure DevOps Server',
  SERVICENOW: 'ServiceNow',
};

export function hostName(nodeType: string): string {
  return hosts[nodeType] ?? nodeType;
}
