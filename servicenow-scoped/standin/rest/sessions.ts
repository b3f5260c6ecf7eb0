/**
 * Who asks: by user name and password, or by the session of a browser.
 *
 * 1. A session's requests to the REST API need the session's token as `X-UserToken`; without it they are nobody's.
 * 2. Wrong credentials are not a guest's.
 */
import { randomBytes } from 'node:crypto';
import type { Actor } from '../db/types.ts';
import { guestActor } from '../db/seed.ts';

const cookieName = 'glide_user_session';

interface Session {
  readonly id: string;
  /** `window.g_ck` */
  readonly token: string;
  readonly userName: string;
}

export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #passwords: ReadonlyMap<string, string>;
  readonly #actorOf: (userName: string) => Actor | null;

  constructor(passwords: ReadonlyMap<string, string>, actorOf: (userName: string) => Actor | null) {
    this.#passwords = passwords;
    this.#actorOf = actorOf;
  }

  users(): readonly string[] {
    return [...this.#passwords.keys()];
  }

  password(userName: string): string | undefined {
    return this.#passwords.get(userName);
  }

  open(userName: string): Session {
    const session = { id: randomBytes(16).toString('hex'), token: randomBytes(36).toString('hex'), userName };
    this.#sessions.set(session.id, session);
    return session;
  }

  static cookie(session: Session): string {
    return `${cookieName}=${session.id}; Path=/; HttpOnly; SameSite=Lax`;
  }

  of(headers: Readonly<Record<string, string>>): Session | null {
    const id = (headers['cookie'] ?? '').split(';').map((one) => one.trim().split('=')).find(([name]) => name === cookieName)?.[1]; // prettier-ignore
    return id === undefined ? null : (this.#sessions.get(id) ?? null);
  }

  /** The user of a REST request: guest where nothing is said, null where what is said does not hold. */
  restActor(headers: Readonly<Record<string, string>>): Actor | null {
    const basic = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
    if (basic !== undefined) {
      const [userName = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
      return this.#passwords.get(userName) === rest.join(':') ? this.#actorOf(userName) : null;
    }
    if (headers['authorization'] !== undefined) return null;
    const session = this.of(headers);
    if (session === null) return guestActor;
    return headers['x-usertoken'] === session.token ? this.#actorOf(session.userName) : null;
  }
}
