/** Everything of the host that is not REST: the pages that people see. */
import type { Organization } from '../model/types.ts';

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Pages {
  answer(
    url: URL,
    organization: Organization | null,
    segments: readonly string[],
    headers: Readonly<Record<string, string | undefined>>,
  ): PageAnswer | Promise<PageAnswer>;
}
