/** Something to say to the admin: a code of the catalogue with its params. */
import { faultOf } from '@entente/core';

export interface Problem {
  readonly code: string;
  readonly params: { readonly [name: string]: string };
}

export const problem = (code: string, params: Problem['params'] = {}): Problem => ({ code, params });

/** What a rejected call says to the admin; its detail stays out of the page. */
export function problemOf(caught: unknown): Problem {
  const { code, params } = faultOf(caught);
  return { code, params };
}
