import { sideBaseOf } from '../host.ts';
import type { Call } from './call.ts';
import type { Address } from './represent.ts';

export const addressOf = (call: Call): Address => ({
  organization: call.organization,
  base: call.base,
  identities: sideBaseOf(call.host, call.organization, 'vssps'),
});
