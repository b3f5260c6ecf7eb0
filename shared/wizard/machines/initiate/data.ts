/** What the Initiate wizard knows and what it asks for. */
import type { AdminInput, AdminOutput, ConnectionView, Home, NodeView, ProjectView } from '../../admin-api/contract.ts';
import type { Problem } from '../problem.ts';

export type Mode = ConnectionView['mode'];
export type InitiateState = 'destination' | 'checking' | 'information' | 'project' | 'initiating' | 'invitation' | 'closed';
export type InformationField = 'localShortName' | 'remoteShortName' | 'name' | 'description';
export type Field = InformationField | 'destinationUrl' | 'mode' | 'projectId';

/** What is known of the destination that is entered now. */
export type Destination =
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'found'; readonly node: NodeView; readonly modes: readonly Mode[]; readonly existing: readonly string[] }
  | { readonly kind: 'declined'; readonly host: string }
  | { readonly kind: 'refused'; readonly problem: Problem };

export interface InitiateData {
  readonly requestId: string;
  readonly self: Pick<Home, 'node' | 'visibility' | 'projectStep'>;
  /** Names of this instance's connections. */
  readonly taken: readonly string[];
  readonly url: string;
  readonly withoutUrl: boolean;
  readonly destination: Destination;
  /** Grows with every check; an answer to an earlier one is dropped. */
  readonly ticket: number;
  /** The check was asked for by Next: go on when it succeeds. */
  readonly goOn: boolean;
  readonly mode: Mode | null;
  readonly fields: { readonly [F in InformationField]: string };
  /** Fields that the admin has typed in, which no proposal overwrites. */
  readonly edited: readonly InformationField[];
  readonly project: ProjectView | null;
  readonly ask: boolean;
  readonly askEdited: boolean;
  readonly problems: { readonly [F in Field]?: Problem };
  /** Grows with every refused Next, so that the first field in error takes focus again. */
  readonly refusals: number;
  /** Why the last *Initiate* did not work, where no field is to blame. */
  readonly trouble: Problem | null;
  readonly made: { readonly connectionId: string; readonly code: string; readonly expiresAt: number } | null;
  readonly askingToDiscard: boolean;
}

export type ProbeAnswer = AdminOutput<'probe'> | { readonly kind: 'declined' } | { readonly kind: 'failed'; readonly problem: Problem };
export type InitiateAnswer = AdminOutput<'initiate'> | { readonly kind: 'failed'; readonly problem: Problem };

export type InitiateEvent =
  | { readonly type: 'urlTyped'; readonly url: string }
  | { readonly type: 'urlLeftOut' }
  | { readonly type: 'urlWanted' }
  | { readonly type: 'modeChosen'; readonly mode: Mode }
  | { readonly type: 'check' }
  | { readonly type: 'probed'; readonly ticket: number; readonly answer: ProbeAnswer }
  | { readonly type: 'typed'; readonly field: InformationField; readonly text: string }
  | { readonly type: 'projectChosen'; readonly project: ProjectView | null }
  | { readonly type: 'askChosen'; readonly ask: boolean }
  | { readonly type: 'next' }
  | { readonly type: 'previous' }
  | { readonly type: 'initiated'; readonly answer: InitiateAnswer }
  | { readonly type: 'close' }
  | { readonly type: 'discard' }
  | { readonly type: 'keep' };

export type InitiateEffect =
  /** Asks the host's consent for the address first. */
  | { readonly type: 'probe'; readonly url: string; readonly ticket: number }
  | { readonly type: 'initiate'; readonly request: AdminInput<'initiate'> };

export function startInitiate(requestId: string, self: InitiateData['self'], taken: readonly string[]): InitiateData {
  return {
    requestId,
    self,
    taken,
    url: '',
    withoutUrl: false,
    destination: { kind: 'unchecked' },
    ticket: 0,
    goOn: false,
    mode: null,
    fields: { localShortName: '', remoteShortName: '', name: '', description: '' },
    edited: [],
    project: null,
    ask: false,
    askEdited: false,
    problems: {},
    refusals: 0,
    trouble: null,
    made: null,
    askingToDiscard: false,
  };
}
