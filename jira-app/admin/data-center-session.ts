/**
 * How the page proves who its user is: by a personal access token of the user's own (docs/decisions/0050).
 *
 * 1. Served by the companion, the page is given one by the user. It stays in this tab and goes to the companion alone.
 * 2. Inside Jira, the page has Jira make one that ends after a day, by the session that the user has there, and revokes it
 *    when the page is left.
 */
import * as z from 'zod/mini';

export interface Session {
  /** Of the Jira, without a slash at its end. */
  readonly jira: string;
  readonly token: string;
}

const key = 'entente.jira';
const sessionSchema = z.object({ jira: z.string(), token: z.string() });

export function readSession(): Session | null {
  try {
    return z.safeParse(sessionSchema, JSON.parse(sessionStorage.getItem(key) ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}

export function keepSession(session: Session): void {
  sessionStorage.setItem(key, JSON.stringify(session));
}

export function forgetSession(): void {
  sessionStorage.removeItem(key);
}

/** As the companion reads an instance: any address of a company's own could be a tracker of either vendor. */
export const instanceOf = (jira: string): string => `jira-data-center ${jira}`;

/** https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html */
const tokensPath = '/rest/pat/latest/tokens';
const madeSchema = z.object({ id: z.union([z.string(), z.number()]), rawToken: z.string() });

/** Tokens that Jira makes for the user who is signed in there. Rejects where it makes none. */
export function jiraTokens(jira: string): { token(refused: boolean): Promise<string> } {
  let made: Promise<string> | null = null;
  const make = async (): Promise<string> => {
    const response = await fetch(jira + tokensPath, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-atlassian-token': 'no-check' },
      body: JSON.stringify({ name: `Entente page ${new Date().toISOString()}`, expirationDuration: 1 }),
    });
    const { id, rawToken } = z.parse(madeSchema, await response.json());
    addEventListener('pagehide', () => revoke(jira, String(id)), { once: true });
    return rawToken;
  };
  return { token: (refused) => (made = refused || made === null ? make() : made) };
}

function revoke(jira: string, id: string): void {
  // The page is on its way out: nothing is left that could hear of a failure.
  void fetch(`${jira}${tokensPath}/${encodeURIComponent(id)}`, {
    method: 'DELETE',
    headers: { 'x-atlassian-token': 'no-check' },
    keepalive: true,
  }).catch(() => undefined);
}
