/**
 * Branded identifiers. A bare string never stands for one of these in a signature of the core;
 * `as` is allowed here and in schemas only, where the text has just been checked.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** One connection, the same on both sides: 32 lower-case hex digits, made by the initiator. */
export type ConnectionId = Branded<'ConnectionId'>;
/** First 32 hex digits of SHA-256("entente/1 invite\n" + secret). PROTOCOL §1 */
export type InviteId = Branded<'InviteId'>;
/** A node's own identity, a UUID. */
export type InstanceUid = Branded<'InstanceUid'>;
/** The tracker's own stable id of an issue, e.g. Jira's numeric id, Azure DevOps' work item id. Never the shown key. */
export type IssueId = Branded<'IssueId'>;
export type ProjectId = Branded<'ProjectId'>;
export type CommentId = Branded<'CommentId'>;
export type AttachmentId = Branded<'AttachmentId'>;
/** Names one intended write; travels inside the create call as the marker. PROTOCOL §7.2 */
export type IntentId = Branded<'IntentId'>;
/** Names one direction's message numbering. PROTOCOL §3 */
export type StreamId = Branded<'StreamId'>;
/** Lower-case hex SHA-256 of an attachment's bytes. */
export type Sha256 = Branded<'Sha256'>;

type AnyId = ConnectionId | InviteId | InstanceUid | IssueId | ProjectId | CommentId | AttachmentId | IntentId | StreamId | Sha256;

/** Gives checked text its brand. The caller states that the text has been checked. */
export function id<Id extends AnyId>(text: string): Id {
  return text as Id;
}
