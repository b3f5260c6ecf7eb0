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

/** An issue as it is compared: texts as the host has them, files by their bytes. */
export interface Whole {
  readonly summary: string;
  readonly said: readonly string[];
  /** Lower-case hex of SHA-256. */
  readonly files: readonly string[];
}

/** What became of a host's events so far. */
export interface EventCounts {
  readonly dropped: number;
  readonly duplicated: number;
  /** Delivered after a later one. */
  readonly overtaken: number;
}
