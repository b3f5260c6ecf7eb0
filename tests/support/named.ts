/** Copies of comments as the default rules write them: the author's name, and a colon, in a paragraph before what was said. */
import * as z from 'zod';
import type { HostKind } from './instances.ts';
import { adf, paragraph, text } from './rich-text.ts';

/** Who writes in the tests at a tracker of each kind (People). */
export const authors: Record<HostKind, string> = {
  'jira-cloud': 'Rui Reporter',
  'jira-data-center': 'Rui Reporter',
  'azure-devops': 'Mel Member',
  'azure-devops-server': 'Mel Member',
  servicenow: 'Beth Anglin',
};

const document = z.object({ content: z.array(z.unknown()) });
const html = (author: string, body: unknown): string => `<p>${author}:</p>${z.string().parse(body)}`;
const forms: Record<HostKind, (author: string, body: unknown) => unknown> = {
  'jira-cloud': (author, body) => adf(paragraph(text(`${author}:`)), ...document.parse(body).content),
  'jira-data-center': (author, body) => `${author}:\n\n${z.string().parse(body)}`,
  'azure-devops': html,
  'azure-devops-server': html,
  servicenow: (author, body) => {
    const entry = z.string().parse(body);
    const formatted = /^\[code\](.*)\[\/code\]$/s.exec(entry)?.[1];
    return formatted === undefined ? `${author}:\n\n${entry}` : `[code]${html(author, formatted)}[/code]`;
  },
};

/** The copy at a tracker of kind `at` of a comment written at `from`; `body`: what was said, as `at` keeps it. */
export function namedAt(at: HostKind, from: HostKind, body: unknown): unknown {
  return forms[at](authors[from], body);
}
