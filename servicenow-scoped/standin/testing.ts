/** What the stand-in's tests share: an instance with the probe application. */
import { rmSync } from 'node:fs';
import { writeProbe } from './fixture/app.ts';
import { startServiceNow } from './index.ts';
import type { ServiceNow, ServiceNowOptions } from './index.ts';

export interface Probe {
  readonly instance: ServiceNow;
  /** Lines that the application noted, in order. */
  lines(): string[];
  ask(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  close(): Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export async function startProbe(options: ServiceNowOptions = {}): Promise<Probe> {
  const folder = writeProbe();
  const instance = await startServiceNow({ app: { folder }, ...options });
  return {
    instance,
    lines: () =>
      instance.control
        .log()
        .filter((line) => line.startsWith('info: '))
        .map((line) => line.slice('info: '.length)),
    ask: async (method, path, body, headers = { authorization: instance.authorization() }) => {
      const sent = body === undefined ? {} : body instanceof Uint8Array ? { body: new Uint8Array(body) } : { body: JSON.stringify(body) };
      const type = body === undefined || body instanceof Uint8Array ? {} : { 'content-type': 'application/json' };
      const response = await fetch(`${instance.url}${path}`, { method, headers: { ...type, ...headers }, ...sent });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: response.headers.get('content-type')?.includes('json') === true ? (JSON.parse(text) as unknown) : text,
      };
    },
    close: async () => {
      await instance.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** `pick(answer, 'result', 0, 'number')`. */
export function pick(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce((at: unknown, key) => (typeof at === 'object' && at !== null ? (Reflect.get(at, key) as unknown) : undefined), value);
}
