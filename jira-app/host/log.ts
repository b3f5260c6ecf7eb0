/** The Log port: one line of JSON a fact, in the log that the app's developers and admins read. Facts hold no secrets (ports.ts). */
import type { Log } from '@entente/core';

export const log: Log = {
  write(level, event, facts) {
    // Forge keeps 100 lines a minute: details stay out.
    if (level === 'debug') return;
    console[level](JSON.stringify({ event, ...facts }));
  },
};
