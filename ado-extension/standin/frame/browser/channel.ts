/**
 * The host's end of the message channel between a page and an extension's frame: JSON texts by `postMessage`.
 *
 * 1. Only messages of that frame's window count, and only from its origin (or from `null`, where it is sandboxed without one).
 * 2. An answer repeats the request's id and its handshake token, by which the extension's end recognises its host.
 * 3. Functions travel as proxies, dates as times; members that start with an underscore only where the caller asks for them.
 */

type Method = (...args: readonly unknown[]) => unknown;

interface Settings {
  readonly includeUnderscoreProperties?: boolean;
}

interface Message {
  readonly id: number;
  readonly methodName?: string;
  readonly instanceId?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly handshakeToken?: string;
  readonly serializationSettings?: Settings;
}

type Bag = Record<string, unknown>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null;
const isMethod = (value: unknown): value is Method => typeof value === 'function';
const isMessage = (value: unknown): value is Bag & Message => isBag(value) && typeof value['id'] === 'number';

const PROXIES = '__proxyFunctions';

export class Channel {
  readonly #frame: () => Window | null;
  readonly #origin: string;
  readonly #objects = new Map<string, Bag>();
  readonly #proxies: Record<string, Method> = {};
  readonly #waiting = new Map<number, { readonly resolve: (value: unknown) => void; readonly reject: (reason: unknown) => void }>();
  #nextId = 1;
  #nextProxy = 1;

  constructor(frame: () => Window | null, origin: string) {
    this.#frame = frame;
    this.#origin = origin;
    window.addEventListener('message', (event) => {
      void this.#receive(event);
    });
  }

  register(instanceId: string, object: Bag): void {
    this.#objects.set(instanceId, object);
  }

  /** Calls a method of an object that the extension has registered. */
  invoke(instanceId: string, methodName: string, params: readonly unknown[]): Promise<unknown> {
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#post({ id, methodName, instanceId, params: this.#encode(params, {}) });
    });
  }

  #post(message: Message): void {
    this.#frame()?.postMessage(JSON.stringify(message), '*');
  }

  async #receive(event: MessageEvent<unknown>): Promise<void> {
    if (event.source !== this.#frame() || (event.origin !== this.#origin && event.origin !== 'null')) return;
    const message = parse(event.data);
    if (!isMessage(message)) return;
    if (message.instanceId === undefined || message.instanceId === '') this.#settle(message);
    else await this.#serve(message, message.instanceId);
  }

  #settle(message: Message): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(this.#decode(message.result));
    else waiting?.reject(this.#decode(message.error));
  }

  async #serve(message: Message, instanceId: string): Promise<void> {
    const { id } = message;
    const settings = message.serializationSettings ?? {};
    const token = message.handshakeToken === undefined ? {} : { handshakeToken: message.handshakeToken };
    try {
      const result = await this.#call(message, instanceId);
      this.#post({ id, result: this.#encode(result, settings), ...token });
    } catch (error) {
      const shown = error instanceof Error ? { name: error.name, message: error.message } : error;
      this.#post({ id, error: this.#encode(shown, settings), ...token });
    }
  }

  async #call(message: Message, instanceId: string): Promise<unknown> {
    const object = instanceId === PROXIES ? this.#proxies : this.#objects.get(instanceId);
    if (object === undefined) throw new Error(`The registered object ${instanceId} could not be found.`);
    if (message.methodName === undefined || message.methodName === '') return object;
    const method = object[message.methodName];
    if (!isMethod(method)) throw new Error(`RPC method not found: ${message.methodName}`);
    const params = this.#decode(message.params);
    return await method.apply(object, Array.isArray(params) ? params : []);
  }

  #encode(value: unknown, settings: Settings): unknown {
    if (isMethod(value)) return this.#proxy(value);
    if (value instanceof Date) return { __proxyDate: value.getTime() };
    if (Array.isArray(value)) return value.map((item: unknown) => this.#encode(item, settings));
    if (!isBag(value)) return value;
    const encoded: Bag = {};
    for (const [key, member] of Object.entries(value)) {
      if (key.startsWith('_') && settings.includeUnderscoreProperties !== true) continue;
      encoded[key] = this.#encode(member, settings);
    }
    return encoded;
  }

  #proxy(method: Method): Bag {
    const id = this.#nextProxy;
    this.#nextProxy += 1;
    this.#proxies[`proxy${id}`] = method;
    return { __proxyFunctionId: id, _channelId: 1 };
  }

  #decode(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.#decode(item));
    if (!isBag(value)) return value;
    const { __proxyFunctionId: proxy, __proxyDate: date } = value;
    if (typeof date === 'number') return new Date(date);
    if (typeof proxy === 'number') return (...args: readonly unknown[]) => this.invoke(PROXIES, `proxy${proxy}`, args);
    if ('__circularReference' in value) throw new Error('This stand-in of Azure DevOps does not model circular references in messages.');
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.#decode(member)]));
  }
}

function parse(data: unknown): unknown {
  if (typeof data !== 'string') return null;
  try {
    const parsed: unknown = JSON.parse(data);
    return parsed;
  } catch {
    return null;
  }
}
