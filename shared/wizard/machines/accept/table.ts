/**
 * The Accept wizard.
 *
 * 1. The code is read in the page; before *Confirm* (or *Decline*) nothing is sent and nothing is stored.
 * 2. A second *Confirm* while one is under way is no cell, hence refused; a repeated request carries the same requestId.
 * 3. Closing after *Confirm* stops nothing: the row is *accepting* and goes on.
 */
import type { Table } from '../machine.ts';
import * as c from './changes.ts';
import type { AcceptData, AcceptEffect, AcceptEvent, AcceptState } from './data.ts';

const closing = <State extends AcceptState>(state: State) =>
  ({
    close: [{ to: state, when: c.hasEntries, change: c.askToDiscard }, { to: 'closed' }],
    discard: [{ to: 'closed', when: c.isAskingToDiscard }],
    keep: [{ to: state, change: c.keep }],
  }) as const;

const atOnce = { close: [{ to: 'closed' }] } as const;

export const acceptTable = {
  code: {
    pasted: [{ to: 'code', change: c.paste, effects: c.read }],
    read: [
      { to: 'project', when: c.goesToProject, change: c.learn },
      { to: 'code', when: c.isCurrent, change: c.learn },
    ],
    next: [
      { to: 'code', when: c.isEmpty, change: c.sayEmpty },
      { to: 'code', when: c.isBeingRead, change: c.rememberToGoOn },
      { to: 'code', when: c.isBad, change: c.sayAgain },
      { to: 'project', when: c.asksForProject, change: c.clearTrouble },
      { to: 'sending', change: c.clearTrouble, effects: c.accept },
    ],
    decline: [{ to: 'code', when: c.isGood, change: c.askToDecline }],
    declineSurely: [{ to: 'declining', when: c.isAskingToDecline, change: c.keep, effects: c.decline }],
    ...closing('code'),
  },
  project: {
    projectChosen: [{ to: 'project', change: c.chooseProject }],
    previous: [{ to: 'code', change: c.clearTrouble }],
    next: [
      { to: 'project', when: c.noProject, change: c.sayNoProject },
      { to: 'sending', change: c.clearTrouble, effects: c.accept },
    ],
    ...closing('project'),
  },
  sending: {
    accepted: [
      { to: 'waiting', when: c.isTaken, change: c.keepConnection, effects: c.watchAtOnce },
      { to: 'project', when: c.blamesProject, change: c.sayRefusal },
      { to: 'code', change: c.sayRefusal },
    ],
    ...atOnce,
  },
  waiting: {
    watched: [
      { to: 'established', when: c.isEstablished, change: c.see },
      { to: 'awaiting', when: c.isAwaiting, change: c.see, effects: c.watchAgain },
      { to: 'waiting', when: c.isUnderWay, change: c.see, effects: c.watchAgain },
      { to: 'ended', change: c.seeEnd },
    ],
    slow: [{ to: 'waiting', change: c.beSlow }],
    cancel: [{ to: 'cancelling', effects: c.cancel }],
    ...atOnce,
  },
  awaiting: {
    watched: [
      { to: 'established', when: c.isEstablished, change: c.see },
      { to: 'awaiting', when: c.isUnknown, effects: c.watchAgain },
      { to: 'awaiting', when: c.isAwaiting, change: c.see, effects: c.watchAgain },
      { to: 'ended', change: c.seeEnd },
    ],
    ...atOnce,
  },
  cancelling: {
    cancelled: [
      { to: 'ended', when: c.isCancelled, change: c.sayCancelled },
      { to: 'waiting', change: c.sayNot, effects: c.watchAgain },
    ],
    slow: [{ to: 'cancelling', change: c.beSlow }],
    ...atOnce,
  },
  established: { next: [{ to: 'closed' }], ...atOnce },
  ended: { ...atOnce },
  declining: {
    declined: [
      { to: 'declined', when: c.isDeclined },
      { to: 'code', change: c.sayNot },
    ],
    ...atOnce,
  },
  declined: { ...atOnce },
  closed: {},
} as const satisfies Table<AcceptState, AcceptData, AcceptEvent, AcceptEffect>;
