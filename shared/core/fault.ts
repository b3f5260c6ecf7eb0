/**
 * What went wrong, whose it is, and whether trying again can help.
 *
 * 1. Expected outcomes are unions in return types. A fault is thrown only for broken transport, refused
 *    access and bugs; `faultOf` turns anything caught into one.
 * 2. `code` and `params` select the sentence that an admin reads (one catalogue, in the wizard package).
 *    They are safe to leave the process; `detail` is for the log of this node only. Neither holds a secret.
 * 3. `certain: false` means that the write may have happened: look it up by its marker before writing again. With `guarded` it was bound to
 *    a revision: of it and of a later write under the same guard only one can happen, whenever that is.
 *
 * Not a class: ServiceNow's engine cannot extend Error.
 */
export interface Fault {
  readonly whose: 'ours' | 'partner' | 'tracker' | 'admin';
  readonly code: string;
  readonly params: { readonly [name: string]: string };
  /** `never`: only a changed cause can help. `later`: after `retryAfterMs` or the usual back-off. */
  readonly retry: 'later' | 'never';
  readonly retryAfterMs?: number;
  readonly certain: boolean;
  readonly guarded?: true;
  readonly detail: string;
}

type FaultParts = Pick<Fault, 'whose' | 'code'> & Partial<Fault>;

export function fault(parts: FaultParts): Fault {
  return { params: {}, retry: 'never', certain: true, detail: parts.code, ...parts };
}

/** Makes the Error to throw: `throw faultError({ whose: 'tracker', code: 'tracker.forbidden' })`. */
export function faultError(parts: FaultParts): Error {
  const full = fault(parts);
  const error: Error & { fault?: Fault } = new Error(full.code + ': ' + full.detail);
  error.fault = full;
  return error;
}

/** The fault inside anything caught; what carries none is a bug of ours. */
export function faultOf(caught: unknown): Fault {
  if (typeof caught === 'object' && caught !== null && 'fault' in caught) {
    const carried = (caught as { fault?: Fault }).fault;
    if (carried !== undefined) return carried;
  }
  const detail = caught instanceof Error ? caught.message : String(caught);
  return fault({ whose: 'ours', code: 'bug', retry: 'later', certain: false, detail });
}

/** What may have happened need not be waited for: made again, it cannot happen twice. */
export function isGuarded({ certain, guarded }: Fault): boolean {
  return !certain && guarded === true;
}
