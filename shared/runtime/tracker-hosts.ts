/**
 * Public domains of trackers whose own addresses never lead to a node (PROTOCOL §2, "Who asks"): an admin who enters one is
 * told to ask the partner for the Entente URL. In one place, because every node has to know the others' too.
 */
export const trackerHosts: readonly string[] = ['atlassian.net', 'jira.com', 'dev.azure.com', 'visualstudio.com'];

/**
 * Where a node answers below its tracker's own address, on hosts that run it themselves: an admin who enters the tracker's
 * address, or that of any of its pages, finds it there.
 */
export const nodePaths: readonly string[] = ['/api/x_entnt_entente'];
