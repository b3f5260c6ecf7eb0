/** What the bench and a stand-in's process say to each other. */
export interface HostQuestion {
  readonly id: number;
  readonly verb: string;
  readonly argument: unknown;
}

export interface HostAnswer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** What callers need to know of a stand-in that listens. */
export interface Started {
  readonly url: string;
  /** Of a user who is not Entente. */
  readonly authorization: string;
  readonly project: string;
  /** What the first run at the companion needs. */
  readonly pairing?: {
    readonly organizationUrl: string;
    /** Of an administrator. */
    readonly accessToken: string;
    /** Of the account that Entente works as. */
    readonly token: string;
    readonly extensionDataUrl: string;
    readonly frameOrigin: string;
  };
}

/** An issue as it is counted. */
export interface Counted {
  readonly id: string;
  readonly summary: string;
  readonly comments: number;
  /** Bytes of each. */
  readonly files: readonly number[];
}
