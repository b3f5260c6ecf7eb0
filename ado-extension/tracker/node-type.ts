/** What the node info of an Azure DevOps Server says; that of Services is the platform's own. */
export const SERVER = 'AZURE_DEVOPS_SERVER';
