/** Values that a Jira field cannot hold as they are; what is changed is noted as a loss, never silently. */
import type { Loss } from '@entente/core';

const summaryLimit = 255;
const labelLimit = 255;

/** One line of at most 255 characters: Jira refuses others. */
export function toSummary(summary: string): { readonly summary: string; readonly losses: readonly Loss[] } {
  const line = summary.replace(/\s*[\r\n]+\s*/g, ' ').trim();
  if (line.length <= summaryLimit) return { summary: line, losses: [] };
  // An ellipsis says to readers that there is more; a surrogate pair is not cut in half.
  const cut = line.slice(0, summaryLimit - 1).replace(/[\uD800-\uDBFF]$/, '');
  return { summary: cut + '…', losses: [{ what: 'summary', count: 1 }] };
}

/** A Jira label has no white space and at most 255 characters: `needs review` becomes `needs_review`. */
export function toLabels(labels: readonly string[]): { readonly labels: readonly string[]; readonly losses: readonly Loss[] } {
  const mapped = new Set<string>();
  let changed = 0;
  for (const label of labels) {
    const fitting = label.trim().replace(/\s+/g, '_').slice(0, labelLimit);
    if (fitting !== label) changed += 1;
    if (fitting !== '') mapped.add(fitting);
  }
  return { labels: [...mapped], losses: changed === 0 ? [] : [{ what: 'label', count: changed }] };
}
