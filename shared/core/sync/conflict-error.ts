import { faultError } from '../fault.ts';

/** Another worker was faster: read again, decide again. */
export function conflictError(): Error {
  return faultError({ whose: 'ours', code: 'sync.conflict', retry: 'later' });
}
