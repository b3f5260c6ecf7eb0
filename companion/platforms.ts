/** The one file in which the companion names platforms: those whose extensions cannot run server code. */
import { platform as azureDevOps } from '@entente/ado-extension';
import type { CompanionPlatform } from '@entente/core';

export type Platform = CompanionPlatform<typeof fetch>;

export const platforms: readonly Platform[] = [azureDevOps];
