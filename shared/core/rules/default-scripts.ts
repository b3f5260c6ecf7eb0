/** The default sync (PRODUCT, "Default sync"), as the two scripts that an admin reads and, in Script mode, changes. */
import type { Connection } from '../connection/connection.schema.ts';
import type { Rules } from '../node.ts';

const outgoing = `// What this side sends of an issue.
replica.type = issue.type;
replica.summary = issue.summary;
replica.description = issue.description;
replica.labels = issue.labels;
replica.priority = issue.priority;
replica.comments = issue.comments;
replica.attachments = issue.attachments;
// Only shown to the other side.
replica.status = issue.status;
`;

const incoming = `// What this side makes of an issue that the partner sends.
if (firstSync) {
  issue.project = connection.project;
  issue.type = (replica.type && issueType(replica.type.name)) || firstStandardType();
}
issue.summary = replica.summary;
issue.description = replica.description;
issue.labels = replica.labels;
// By its name. Where there is none of that name here, it stays, or is the tracker's own default.
issue.priority = replica.priority;
// Here all of them are written by Entente, so each begins with the name of who wrote it there.
(replica.comments || []).forEach(function (comment) {
  if (!comment.author || !comment.author.name) return;
  var name = { type: "text", text: comment.author.name + ":" };
  comment.body.content.unshift({ type: "paragraph", content: [name] });
});
issue.comments = replica.comments;
issue.attachments = replica.attachments;
`;

export const DEFAULT_RULES: Rules = { outgoing, incoming };

/** The rules that a connection runs: its own, in its record's member `rules`, or the default ones. */
export function rulesOf(connection: Connection): Rules {
  const own: unknown = connection['rules'];
  if (typeof own !== 'object' || own === null) return DEFAULT_RULES;
  return { outgoing: scriptIn(own, 'outgoing') ?? outgoing, incoming: scriptIn(own, 'incoming') ?? incoming };
}

function scriptIn(own: { readonly outgoing?: unknown; readonly incoming?: unknown }, name: 'outgoing' | 'incoming'): string | null {
  const script = own[name];
  return typeof script === 'string' ? script : null;
}
