/** Who asks, as the request claims; nothing of it is believed before the organisation was asked. */
export interface Caller {
  /** The user's own access token. */
  readonly token: string;
  /** The address of the organisation that the page stands in. */
  readonly instance: string;
}
