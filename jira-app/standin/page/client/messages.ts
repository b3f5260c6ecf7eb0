/** What the Jira page and the app's frame say to each other through postMessage. Types only: each end is one script. */
export interface BridgeCall {
  readonly forge: 'call';
  readonly id: number;
  readonly command: string;
  readonly data: unknown;
}

/** Said by the frame whenever its document has another height (px). */
export interface FrameHeight {
  readonly forge: 'height';
  readonly height: number;
}

export interface BridgeReply {
  readonly forge: 'reply';
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

export interface Theme {
  readonly colorMode: 'light' | 'dark';
}

export interface Place {
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
  readonly state: unknown;
}

export type BridgeNote =
  | { readonly forge: 'place'; readonly place: Place; readonly action: 'PUSH' | 'REPLACE' | 'POP' }
  | { readonly forge: 'theme'; readonly theme: Theme }
  | { readonly forge: 'event'; readonly callback: string; readonly payload: unknown };
