/** The one file in which the companion names platforms: those whose extensions cannot run server code. */
import { platform as azureDevOps } from '@entente/ado-extension';
import type { CompanionPlatform } from '@entente/core';
import { platform as jiraDataCenter } from '@entente/jira-app/data-center';

export type Platform = CompanionPlatform<typeof fetch>;

export const platforms: readonly Platform[] = [azureDevOps, jiraDataCenter];
