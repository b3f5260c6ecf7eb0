/** Who is asking: personal access tokens by Basic, the hub frame's tokens and sign-in sessions by Bearer. */
import { createHmac, randomBytes } from 'node:crypto';
import { stableId } from '../model/organization.ts';
import type { Organization, User } from '../model/types.ts';

export interface Principal {
  readonly organization: Organization;
  readonly user: User;
  /** `all` for personal access tokens with full access and for people signed in. */
  readonly scopes: 'all' | readonly string[];
}

const FRESH_MS = 10 * 60_000;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Issued extends Principal {
  readonly expiresAt: number;
}

export class Tokens {
  readonly #personal = new Map<string, Principal>();
  readonly #revoked = new Set<string>();
  readonly #bearer = new Map<string, Issued>();
  /** Signs app tokens, as the marketplace's per-extension key does. */
  readonly appSecret = randomBytes(48).toString('base64url');
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** 84 characters with the host's mark, as personal access tokens have. */
  issuePersonal(principal: Principal): string {
    const token = `${randomBytes(57).toString('base64url').replace(/[-_]/g, 'x').slice(0, 76)}AZDO${randomBytes(3).toString('base64url').replace(/[-_]/g, 'x')}`;
    this.#personal.set(token, principal);
    return token;
  }

  revokePersonal(token: string): void {
    if (this.#personal.delete(token)) this.#revoked.add(token);
  }

  /** What `getAccessToken` hands to an extension, with the scopes of its manifest: an hour, as the host's, and the same one while it is fresh. */
  issueAccess(principal: Principal): string {
    const held = [...this.#bearer].find(
      ([, issued]) =>
        issued.user === principal.user && String(issued.scopes) === String(principal.scopes) && issued.expiresAt - this.#now() > FRESH_MS,
    );
    if (held !== undefined) return held[0];
    const now = Math.floor(this.#now() / 1000);
    const claims = {
      nameid: principal.user.id,
      scp: principal.scopes === 'all' ? 'app_token' : principal.scopes.join(' '),
      aui: randomBytes(16).toString('hex'),
      iss: 'app.vstoken.visualstudio.com',
      aud: `app.vstoken.visualstudio.com|vso:${principal.organization.id}`,
      nbf: now,
      exp: now + 3600,
    };
    const token = `${part({ typ: 'JWT', alg: 'RS256' })}.${part(claims)}.${randomBytes(64).toString('base64url')}`;
    this.#bearer.set(token, { ...principal, expiresAt: (now + 3600) * 1000 });
    return token;
  }

  /** HS256 with the extension's secret, without any claim of the organization. https://learn.microsoft.com/azure/devops/extend/develop/auth */
  issueApp(user: User, extensionId: string): string {
    const now = Math.floor(this.#now() / 1000);
    const claims = {
      nameid: user.id,
      tid: stableId('tenant'),
      iss: 'app.vstoken.visualstudio.com',
      aud: extensionId,
      nbf: now,
      exp: now + 4200,
    };
    const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}`;
    return `${signed}.${createHmac('sha256', this.appSecret).update(signed).digest('base64url')}`;
  }

  /** `none`: no credentials at all, or a personal access token that never was one. */
  whoIs(authorization: string | undefined): Principal | 'none' | 'expired' | 'badBearer' {
    if (authorization === undefined || authorization === '') return 'none';
    const [scheme, value = ''] = authorization.split(' ', 2);
    if (scheme?.toLowerCase() === 'bearer') {
      const issued = this.#bearer.get(value);
      return issued !== undefined && issued.expiresAt > this.#now() ? issued : 'badBearer';
    }
    if (scheme?.toLowerCase() !== 'basic') return 'none';
    const decoded = Buffer.from(value, 'base64').toString('utf8');
    const token = decoded.slice(decoded.indexOf(':') + 1);
    return this.#personal.get(token) ?? (this.#revoked.has(token) ? 'expired' : 'none');
  }
}
