/** Users of either Jira, over REST: they know nothing of Entente. */
import { createHash } from 'node:crypto';
import { uploadInit } from '@entente/runtime';
import { asked, idIn } from '../support/people.ts';
import type { Whole } from './host-protocol.ts';
import type { HostProcess } from './hosts.ts';

export interface Users {
  create(summary: string, n: number): Promise<string>;
  edit(issue: string, summary: string): Promise<void>;
  comment(issue: string, text: string): Promise<void>;
  attach(issue: string, filename: string, bytes: Blob): Promise<void>;
}

const paragraph = (text: string): unknown => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const adf = (...content: readonly unknown[]): unknown => ({ type: 'doc', version: 1, content });
const bullet = (text: string): unknown => ({ type: 'listItem', content: [paragraph(text)] });

function described(n: number): unknown {
  const code = { type: 'codeBlock', attrs: { language: 'java' }, content: [{ type: 'text', text: `int n = ${n};\nreturn n * n;` }] };
  const list = { type: 'bulletList', content: ['one', 'two', 'three'].map(bullet) };
  return adf(paragraph(`Issue ${n}: what happened, and what should have.`), code, list);
}

export function usersOf({ kind, started }: HostProcess): Users {
  const cloud = kind === 'jira';
  const { authorization, project } = started;
  const base = `${started.url}/rest/api/${cloud ? '3' : '2'}`;
  const ask = async (method: string, path: string, body: unknown): Promise<unknown> => {
    const headers = { authorization, 'content-type': 'application/json' };
    return await asked(`${method} ${path}`, await fetch(`${base}/${path}`, { method, headers, body: JSON.stringify(body) }));
  };
  return {
    create: async (summary, n) => {
      const description = cloud ? described(n) : `Issue ${n}.`;
      return idIn(await ask('POST', 'issue', { fields: { project: { key: project }, issuetype: { name: 'Bug' }, summary, description } }));
    },
    edit: async (issue, summary) => void (await ask('PUT', `issue/${issue}`, { fields: { summary } })),
    comment: async (issue, text) => void (await ask('POST', `issue/${issue}/comment`, { body: cloud ? adf(paragraph(text)) : text })),
    attach: async (issue, filename, bytes) => {
      const body = new FormData();
      body.append('file', bytes.slice(0, bytes.size, 'application/octet-stream'), filename);
      const headers = { authorization, 'x-atlassian-token': 'no-check' };
      await asked('Attaching', await fetch(`${base}/issue/${issue}/attachments`, { method: 'POST', headers, body, ...uploadInit }));
    },
  };
}

const FILE = 65_536;

/** Made the quick way: it is made on the cores that are measured. */
function fileOf(n: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FILE);
  for (let i = 0; i < FILE; i++) bytes[i] = (i * 31 + n) % 251;
  return bytes;
}

/** With three comments and a file of 64 kB, no two the same. `created`: called when the issue itself is there. */
export async function createWhole(users: Users, prefix: string, n: number, created: () => void): Promise<string> {
  const issue = await users.create(`${prefix} ${n}`, n);
  created();
  for (const text of wordsOf(n)) await users.comment(issue, text);
  await users.attach(issue, 'trace.bin', new Blob([fileOf(n)]));
  return issue;
}

const wordsOf = (n: number): readonly string[] => ['first', 'second', 'third'].map((text) => `${text} of ${n}`);

/** Whether this is that issue, each of its comments and its file there once, as it was made. */
export function isWhole({ said, files }: Pick<Whole, 'said' | 'files'>, n: number): boolean {
  const words = wordsOf(n);
  if (said.length !== words.length || files.length !== 1) return false;
  return words.every((text) => said.filter((body) => body.includes(text)).length === 1) && files[0] === hashOf(n);
}

function hashOf(n: number): string {
  return createHash('sha256').update(fileOf(n)).digest('hex');
}

/** Users work ten at a time. */
export async function each<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const one = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: 10 }, one));
}
