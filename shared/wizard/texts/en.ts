/** Every text of every screen, in English. Other languages are catalogues of the same keys. */
import { accept } from './en/accept.ts';
import { activity } from './en/activity.ts';
import { codes } from './en/codes.ts';
import { common } from './en/common.ts';
import { connection } from './en/connection.ts';
import { connections } from './en/connections.ts';
import { initiate } from './en/initiate.ts';
import { settings } from './en/settings.ts';
import { troubles } from './en/troubles.ts';

export const en = {
  ...common,
  ...connections,
  ...initiate,
  ...accept,
  ...connection,
  ...activity,
  ...settings,
  ...codes,
  ...troubles,
} as const;
