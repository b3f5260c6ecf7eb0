/** What keeps a connection as a whole, or one of its issues, from going on. `say.trouble.…` is said of a connection that exists. */
export const troubles = {
  'say.trouble.unreachable': '{host} does not answer. Entente keeps trying; if it stays so, ask your partner whether their side is up.',
  'say.trouble.timeout': '{host} did not answer in time. Entente keeps trying; if it stays so, tell your partner.',
  'say.trouble.tls':
    'The certificate of {host} is not valid, so Entente does not talk to it. Your partner has to put it right; Entente keeps trying.',
  'say.trouble.redirect':
    '{host} answers with another address, and Entente does not follow such answers. Ask your partner what has changed on their side.',
  'say.trouble.tooBig': '{host} answered with more than Entente takes. Tell your partner.',
  'say.trouble.forbiddenAddress':
    '{host} is not an address on the public internet any more, so Entente does not call it. Ask your partner what has changed on their side.',
  'say.trouble.notEntente':
    'Something else than Entente answers at {host}. Entente keeps trying; ask your partner whether it is still installed there.',
  'say.trouble.needsPermission': 'This site does not allow Entente to call {host}. Nothing is lost; allow it, and Entente goes on.',
  'say.trouble.unauthenticated':
    'What answers at {host} cannot prove that it is your partner. Entente keeps trying; ask your partner whether their side was moved or restored.',
  'say.trouble.unknown': '{host} does not know this connection. Ask your partner whether they have deleted it, or installed Entente anew.',
  'say.trouble.invalid':
    '{host} did not understand what Entente sent. Ask your partner which version they run; the older side may need an upgrade.',
  'say.trouble.busy': '{host} is busy. Entente tries again by itself.',
  'say.trouble.versions': 'The versions of Entente on both sides do not work together any more. The older one has to be upgraded.',
  'say.trouble.expired': 'Your partner accepted after the code had expired. Make a new code.',
  'say.trouble.used': 'Your partner’s side says that this code was used before. Make a new code.',
  'say.trouble.declined': 'Your partner’s side has turned the connection down. Ask them why.',
  'say.trouble.codeMismatch':
    'What {host} accepted is not the code that was made here: it was changed on its way. Make a new code and send it another way.',
  'say.trouble.mismatch': 'What {host} answered does not belong to this code. Make a new code and send it another way.',
  'say.trouble.itself': 'The code was pasted into the instance that made it. Your partner has to paste it into theirs.',
  'say.trouble.otherInstance':
    'Another instance than the one you invited answers at {host}. Ask your partner what has changed there, and make a new code.',
  'say.trouble.notHeard':
    '{host} has stopped calling, and only it can: this side cannot call it. Nothing is lost. Ask your partner whether their side is up and Entente still installed.',
  'say.trouble.silent':
    '{host} has not been heard for more than a week. Entente asks once an hour, and nothing is lost. Ask your partner what has happened there.',
  'say.trouble.copied':
    'This instance is another one than before: it has moved, or it is a copy. Nothing is sent or received until an admin of this side has said which, in Connections.',
  'say.trouble.fork':
    'Both sides remember this connection differently, perhaps after a backup was restored. Entente sends all its issues again by itself.',
  'say.secondParty':
    'A second party has tried to use the code of this connection. It was turned away. Compare the security number with your partner; if it differs, deactivate the connection.',

  'say.partner.failed':
    'Your partner’s side could not take over a change. The Activity tab says why; its admin sees it there too, and can retry it.',
  'say.rule.error': 'The {script} script of this side failed at line {line}: {message}',
  'say.rule.timeout': 'The {script} script of this side ran too long and was stopped.',
  'say.rule.memory': 'The {script} script of this side used too much memory and was stopped.',
  'say.rule.result': 'The {script} script of this side gave {field} a value that cannot be used: {problem}.',
  'say.rule.tooManyLookups': 'The {script} script of this side made more than {limit} look-ups and was stopped.',
  'say.connection.noProject': 'No project is chosen for incoming issues on this side. Choose one in the settings of the connection.',
  'say.issue.gone': 'The issue was deleted on this side, so the change cannot be applied.',
  'say.twin.missing': 'Your partner sent a change of an issue that this side has never received.',
  'say.twin.unknown': 'Your partner linked an issue that does not exist on this side.',
  'say.twin.taken': 'The issue is under sync with another one already.',
  'say.replica.invalid': 'Your partner’s side sent an issue that this side does not understand.',
  'say.replica.tooBig': 'The issue is too big to be sent.',
  'say.unsupported': 'Your partner’s side sent something that this version does not know. Upgrade Entente on this side.',
  'say.invalid': 'Your partner’s side sent something that this side does not understand.',
  'say.blob.missing': 'An attachment that was announced has not arrived yet. Entente asks for it again by itself.',
  'say.blob.damaged': 'An attachment arrived damaged. Entente asks for it again by itself.',
  'say.attachment.damaged': 'An attachment could not be read whole from your tracker. Entente tries again by itself.',
  'say.sync.conflict': 'The issue was changed on both sides at once. Entente tries again by itself.',
  'say.twin.tooBig': 'What Entente remembers of this issue has grown too big. Start a new issue for further work on it.',
  'say.skipped': 'An admin of the other side has skipped this change. The next change of the issue brings it along.',
  'say.there.tracker.refused':
    'The other side’s tracker refused the value of {field}. It says: “{message}” Change the value here, or ask the other side’s admin to allow it.',
  'say.there.tracker.refused.whole':
    'The other side’s tracker refused the change. It says: “{message}” Change the issue here, or ask the other side’s admin to allow it.',
  'say.there.tracker.forbidden':
    'The other side’s tracker does not let Entente do this. Its admin has to give Entente’s account the permission.',
  'say.there.rule.error': 'The {script} script of the other side failed at line {line}: “{message}” Its admin can correct it.',
  'say.held.gone': 'This is not held up any more. It has gone on by itself, or another admin was faster.',
  'say.held.there': 'This waits on the other side, so only its admin can skip it. You can send it again.',
  'say.held.underway': 'Entente is just finding out whether your tracker has taken this change. Try again in two minutes.',
  'say.held.askAdmin': 'A change of this issue waits because of an error. Ask an administrator of Entente to look at it.',
  'say.issue.notVisible': 'You may not see this issue.',
  'say.intent.incomplete': 'Entente was interrupted while it wrote to your tracker, and is finding out what was written.',
} as const;
