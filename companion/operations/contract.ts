/** What an operator asks on the command line. It travels to a running companion as JSON; no secret is in any of it. */
import * as z from 'zod';

const instanceSchema = z.object({
  name: z.string(),
  url: z.string(),
  /** As people call it: `Azure DevOps Server`. */
  kind: z.string(),
  trackerVersion: z.string(),
  /** `credentials`: paired, and the tracker's access token was never given. */
  state: z.enum(['running', 'stopped', 'credentials']),
  /** How many in each state. */
  connections: z.record(z.string(), z.number()),
  /** Milliseconds since 1970; null: not since this process began. */
  sweptAt: z.number().nullable(),
  eventsAreOn: z.boolean(),
});
export type InstanceReport = z.infer<typeof instanceSchema>;

const removedSchema = z.discriminatedUnion('kind', [
  /** `events`: whether the tracker was told to send no more events. */
  z.object({ kind: z.literal('removed'), name: z.string(), url: z.string(), events: z.enum(['off', 'left']) }),
  z.object({ kind: z.literal('unknown') }),
  /** It has connections, and the operator did not say that they may go. */
  z.object({ kind: z.literal('connected'), count: z.number() }),
]);
export type Removed = z.infer<typeof removedSchema>;

const findingSchema = z.object({
  about: z.string(),
  outcome: z.enum(['ok', 'warning', 'problem']),
  says: z.string(),
  /** What the operator can do; null where nothing is to be done. */
  fix: z.string().nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

export const answers = {
  instances: z.array(instanceSchema),
  remove: removedSchema,
  doctor: z.array(findingSchema),
};
export type Operation = keyof typeof answers;

export const removeInput = z.object({ address: z.string(), evenConnected: z.boolean() });

export interface Operations {
  instances(): Promise<readonly InstanceReport[]>;
  remove(input: z.infer<typeof removeInput>): Promise<Removed>;
  doctor(): Promise<readonly Finding[]>;
}

export const finding = {
  ok: (about: string, says: string): Finding => ({ about, outcome: 'ok', says, fix: null }),
  warning: (about: string, says: string, fix: string): Finding => ({ about, outcome: 'warning', says, fix }),
  problem: (about: string, says: string, fix: string): Finding => ({ about, outcome: 'problem', says, fix }),
};
