/** What the platform and one function instance say to each other. Bodies travel as JSON text, as they do on the real platform. */
export interface InstanceData {
  readonly codePath: string;
  readonly proxyUrl: string;
}

export interface InvocationMeta {
  readonly invocationId: string;
  readonly contextAri: string;
  readonly accountId: string | null;
  readonly timeoutMs: number;
  /** JSON of what `getAppContext` reads. */
  readonly appContext: string;
}

export interface InvocationRequest {
  /** Name of the bundle's export. */
  readonly handler: string;
  readonly payload: string;
  /** JSON of the function's second argument. */
  readonly context: string;
  readonly meta: InvocationMeta;
}

export type InvocationReply =
  | { readonly kind: 'done'; /** Undefined where the function returned nothing. */ readonly body: string | undefined }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string; readonly stack: string };

/** A request of a function to the platform itself (storage, queues, GraphQL, the product), which costs a message instead of a connection. */
export interface PlatformCall {
  readonly kind: 'call';
  readonly id: number;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array | null;
}

export interface PlatformAnswer {
  readonly kind: 'answer';
  readonly id: number;
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** As where the connection ends: before the answer, or in the middle of its body. */
  readonly broken: 'before' | 'within' | null;
}
