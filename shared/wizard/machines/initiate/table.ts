/**
 * The Initiate wizard.
 *
 * 1. Nothing is stored before *Initiate*: the only effect before it is asking the destination who it is.
 * 2. Going back keeps what was entered. A changed address is checked again, and a mode it does not offer is dropped.
 * 3. A second *Initiate* while one is under way is no cell, hence refused; a repeated request carries the same requestId.
 * 4. × asks before entries are thrown away; after *Initiate* it just closes, the code stays in the row.
 */
import type { Table } from '../machine.ts';
import * as c from './changes.ts';
import type { InitiateData, InitiateEffect, InitiateEvent, InitiateState } from './data.ts';

const closing = <State extends InitiateState>(state: State) =>
  ({
    close: [{ to: state, when: c.hasEntries, change: c.askToDiscard }, { to: 'closed' }],
    discard: [{ to: 'closed', when: c.isAsking }],
    keep: [{ to: state, change: c.keep }],
  }) as const;

const entering = {
  urlTyped: [{ to: 'destination', change: c.typeUrl }],
  urlLeftOut: [
    { to: 'destination', when: c.isPrivate, change: c.sayPrivate },
    { to: 'destination', change: c.leaveUrlOut },
  ],
} as const;

export const initiateTable = {
  destination: {
    ...entering,
    urlWanted: [{ to: 'destination', change: c.wantUrl }],
    modeChosen: [{ to: 'destination', when: c.canChoose, change: c.chooseMode }],
    check: [
      { to: 'destination', when: c.urlIsBad, change: c.sayBadUrl },
      { to: 'checking', change: c.startCheck, effects: c.probe },
    ],
    next: [
      { to: 'destination', when: c.urlIsBad, change: c.sayWhatIsMissing },
      { to: 'checking', when: c.needsCheck, change: c.startCheckToGoOn, effects: c.probe },
      { to: 'information', when: c.hasMode, change: c.propose },
      { to: 'destination', change: c.sayWhatIsMissing },
    ],
    ...closing('destination'),
  },
  checking: {
    ...entering,
    modeChosen: [{ to: 'checking', when: c.canChoose, change: c.chooseMode }],
    probed: [
      { to: 'information', when: c.mayGoOn, change: c.learnAndPropose },
      { to: 'destination', when: c.isCurrent, change: c.learnAndSayMode },
    ],
    ...closing('checking'),
  },
  information: {
    typed: [{ to: 'information', change: c.type }],
    /** Asked here where the host has no project step. */
    askChosen: [{ to: 'information', change: c.chooseAsk }],
    previous: [{ to: 'destination', change: c.clearTrouble }],
    next: [
      { to: 'information', when: c.namesAreBad, change: c.sayNameProblems },
      { to: 'project', when: c.asksForProject, change: c.clearTrouble },
      { to: 'initiating', change: c.clearTrouble, effects: c.initiate },
    ],
    ...closing('information'),
  },
  project: {
    projectChosen: [{ to: 'project', change: c.chooseProject }],
    askChosen: [{ to: 'project', change: c.chooseAsk }],
    previous: [{ to: 'information', change: c.clearTrouble }],
    next: [
      { to: 'project', when: c.noProject, change: c.sayNoProject },
      { to: 'initiating', change: c.clearTrouble, effects: c.initiate },
    ],
    ...closing('project'),
  },
  initiating: {
    initiated: [
      { to: 'invitation', when: c.isMade, change: c.keepInvitation },
      { to: 'destination', when: c.blamesDestination, change: c.sayRefusal },
      { to: 'information', when: c.blamesInformation, change: c.sayRefusal },
      { to: 'project', change: c.sayRefusal },
    ],
    close: [{ to: 'closed' }],
  },
  invitation: {
    next: [{ to: 'closed' }],
    close: [{ to: 'closed' }],
  },
  closed: {},
} as const satisfies Table<InitiateState, InitiateData, InitiateEvent, InitiateEffect>;
