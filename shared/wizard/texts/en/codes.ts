/** A sentence for each code: what failed, on whose side, and what to do. The keys are `say.` and the code. */
export const codes = {
  'say.unknown':
    'Something went wrong that this page has no words for ({code}). Try again; if it stays so, give this code to whoever looks after Entente.',
  'say.bug': 'Something went wrong on this side, inside Entente. Try again; if it stays so, its log says more.',

  // What the wizards ask for
  'say.url.empty': 'Enter the URL of the destination, or use “I don’t have a URL”.',
  'say.mode.empty': 'Choose a configuration mode.',
  'say.mode.dropped': 'This destination does not offer the mode that you had chosen. Choose another one.',
  'say.shortName.empty': 'Enter a short name.',
  'say.shortName.space': 'A short name has no spaces. Use “_” or “-”.',
  'say.shortName.character': '“{character}” cannot be in a short name. Use letters from A to Z, digits, “_” and “-”.',
  'say.shortName.long': 'A short name has at most {limit} characters.',
  'say.name.empty': 'Enter a name for the connection.',
  'say.name.long': 'The name has at most {limit} characters.',
  'say.name.taken': 'There is already a connection called {name} here. Choose another name.',
  'say.option.long': 'This setting has at most {limit} characters.',
  'say.option.filter': 'The tracker does not understand this filter for the chosen project.',
  'say.option.unknown': 'The tracker knows nothing of this name.',
  'say.description.long': 'The description has at most {limit} characters.',
  'say.project.empty': 'Choose a project.',
  'say.project.gone': 'This project does not exist any more, or Entente may not see it. Choose another one.',
  'say.project.cannotCreate':
    'Entente may not create issues in {project}. Choose another project, or give Entente’s account that permission.',
  'say.noUrlWhilePrivate':
    'This instance is private, so it has to call the other side and needs its URL. Enter it, or make this instance public in General settings.',

  'say.instanceName.empty': 'Enter a name for this instance.',
  'say.instanceName.long': 'The name has at most {limit} characters.',

  // Whether partners can reach this side
  'say.reach.unreachable':
    'This instance does not answer at its own Entente URL. Check that the address can be reached from the internet, or set this instance to private in General settings.',
  'say.reach.timeout': 'This instance did not answer at its own Entente URL in time. Try again in a minute.',
  'say.reach.tls':
    'The certificate of this instance’s Entente URL is not valid, so partners cannot call it. Put it right, or set this instance to private in General settings.',
  'say.reach.redirect':
    'This instance’s Entente URL answers with another address, which partners do not follow. Correct the URL, or set this instance to private in General settings.',
  'say.reach.notEntente':
    'Something else than Entente answers at this instance’s Entente URL. Correct the URL, or set this instance to private in General settings.',
  'say.reach.forbiddenAddress':
    'This instance’s Entente URL is not an address on the public internet, so partners cannot call it. Correct it, or set this instance to private in General settings.',
  'say.reach.needsPermission': 'This site has not allowed Entente to call its own address, so it cannot be checked from here.',

  // The destination (probe)
  'say.notAUrl': 'This is not a web address. Enter it as your browser shows it, for example https://entente.example.com.',
  'say.notHttps': 'This address does not start with https://, and Entente calls no other. Ask your partner for their https:// address.',
  'say.forbiddenAddress':
    '{host} is not an address on the public internet, so Entente does not call it. Ask your partner for one that is, or use “I don’t have a URL”.',
  'say.unreachable':
    'Nothing answers at {host}. Check the address. If it is right, your partner’s side is down or cannot be reached from here.',
  'say.timeout': '{host} did not answer in time. Try again in a minute; if it stays so, tell your partner.',
  'say.tls': 'The certificate of {host} is not valid, so there is no safe way to talk to it. Your partner has to put it right.',
  'say.redirect':
    '{host} answers with another address, and Entente does not follow such answers. Ask your partner for the Entente URL in their General settings.',
  'say.notEntente':
    'Something answers at {host}, but it is not Entente. Ask your partner for the Entente URL in their General settings, or whether Entente is installed there.',
  'say.knownTracker':
    '{host} is the address of a tracker, and it does not lead to Entente there. Ask your partner for the Entente URL in their General settings, or use “I don’t have a URL”.',
  'say.tooOld':
    'The Entente of {host} is too old to work with this one: it speaks {theirs}, this side {ours}. Ask your partner to upgrade it.',
  'say.tooNew': 'The Entente of {host} is too new for this one: it speaks {theirs}, this side {ours}. Upgrade Entente on this side.',
  'say.itself': 'This is the address of this very instance. Enter the one of your partner.',
  'say.needsPermission': 'This site has not allowed Entente to call {host}. Ask again and allow it.',

  // Invitation codes
  'say.code.empty': 'Paste the invitation code.',
  'say.code.notACode': 'This is not an invitation code. Copy the whole code from your partner’s message, without the text around it.',
  'say.code.cutOff': 'The end of this code is missing. Copy all of it; some mail programs shorten long lines.',
  'say.code.damaged':
    'This code was changed on its way: some of its characters are not what your partner’s side wrote. Ask them to send it again, as a file or through another channel.',
  'say.code.newerVersion': 'This code was made by a newer version of Entente. Upgrade Entente on this side, then paste it again.',
  'say.code.otherInstance':
    'This code is for another instance, {invited}. You are in {here}. Open Connections there, or ask your partner for a code for this one.',
  'say.code.otherInstance.unnamed':
    'This code is for another instance than {here}, where you are. Open Connections there, or ask your partner for a code for this one.',
  'say.code.madeHere': 'This code was made here, in {here}. It belongs in the other instance: open Connections there and paste it.',
  'say.code.alreadyConnected': 'This code has been used here already, for the connection {name}. You will find it in Connections.',
  'say.code.takenBack': 'You accepted this code here and took that back, and your partner has not been told yet. Ask them for a new code.',
  'say.code.neitherCallable':
    'Both sides are private, so neither could call the other. One of the two has to be public: change it here in General settings, or ask your partner to.',
  'say.mustBePublic':
    'Your partner made this code for an instance that can be called, and this one is private. Make it public in General settings, or ask your partner for a code made with “I don’t have a URL”.',
  'say.code.acceptedMeanwhile':
    'Your partner has accepted the code in the meantime, so it cannot be taken back. Delete the connection if you do not want it.',
  'say.code.exalate': 'This is a code made by Exalate, which cannot be used here. Ask your partner to make one with Entente.',

  // What cannot be done now
  'say.notNow':
    'This cannot be done any more: the connection has changed in the meantime, perhaps by another admin. Look at its status and try again.',
  'say.instance.changed':
    'This instance seems to be another one than before, so nothing is begun. Say in Connections whether it has moved or is a copy.',
  'say.badRequest': 'Entente did not accept what this page sent. Reload the page and try again.',

  // How accepting can end
  'say.used':
    'This code has already been used by somebody else. Ask your partner for a new one, and tell them: if it was not their doing, the code was read on its way.',
  'say.expired': 'The code has expired. Ask your partner for a new one.',
  'say.revoked': 'Your partner has revoked this code. Ask them for a new one.',
  'say.declined': 'Your partner has turned the connection down. Ask them why, and for a new code.',
  'say.busy': 'Another admin is doing the same at this moment. Wait a little and look at the list.',
  'say.gaveUp': 'Your partner’s side never answered, and the code has long expired. Ask them for a new one.',
  'say.refused': 'Your partner’s side refused the connection ({code}). Tell them this word, and ask for a new code.',
  'say.mismatch':
    'What your partner’s side answered does not belong to this code, so the connection was not made. Ask them for a new code, sent another way.',
  'say.failure.itself': 'This code came back to the instance that made it. Ask your partner for a code of theirs.',
  'say.versions':
    'The two versions of Entente cannot work together: this side speaks {ours}, your partner’s {theirs}. The older one has to be upgraded.',
  'say.connection.gone': 'There is no such connection any more. It may have been deleted by another admin.',
  'say.ended.cancelled': 'You cancelled it. The code can be pasted again if your acceptance had not arrived yet.',
  'say.ended.failed': 'Your partner’s side did not complete the connection. Ask them for a new code.',
  'say.ended.declined': 'Your partner has turned the connection down. Ask them why, and for a new code.',
  'say.ended.expired': 'The code expired before your partner’s side answered. Ask them for a new one.',
  'say.ended.revoked': 'Your partner has revoked this code. Ask them for a new one.',
  'say.ended.removedByPartner': 'Your partner has deleted the connection. Ask them for a new code.',
  'say.ended.deleted': 'The connection was deleted by an admin on this side.',

  // What is missing before a connection can be made
  'say.missing.licence': 'Entente has no valid licence on this instance. Start an evaluation or buy a licence in your marketplace.',
  'say.missing.address':
    'This instance is set to public but has no address that partners could call. Set it to private in General settings, or give it an address.',

  // The tracker of this side
  'say.tracker.unauthorized': 'Your tracker does not accept the account that Entente works with. Give Entente new credentials.',
  'say.tracker.forbidden': 'Your tracker does not let Entente do this. Give its account the permission, then try again.',
  'say.tracker.notFound': 'Your tracker cannot find what Entente asked for: it was deleted, or Entente’s account may not see it.',
  'say.tracker.conflict': 'Somebody changed the issue in your tracker at the same moment. Entente tries again by itself.',
  'say.tracker.throttled': 'Your tracker asks Entente to slow down. Entente tries again by itself.',
  'say.tracker.unavailable': 'Your tracker does not answer. Entente tries again by itself.',
  'say.tracker.refused':
    'Your tracker refused the value of {field}. It says: “{message}” Change the value on the other side, or what is allowed here, then retry.',
  'say.tracker.refused.whole':
    'Your tracker refused what Entente wrote. It says: “{message}” Change the issue on the other side, or what is allowed here, then retry.',
  'say.tracker.invalidAnswer':
    'Your tracker gave an answer that Entente does not understand. If it was upgraded lately, Entente may need an upgrade too.',

  'say.issue.connected': 'This issue is connected by {connection} already.',
  'say.issue.notThere':
    'Your tracker does not know this issue any more, or Entente’s account may not see it. If the issue is still there, give that account access to it, then try again.',

  'say.tracker.tooOld': 'Your tracker is too old for Entente. It has to be upgraded.',

  // Between this page and its node
  'say.admin.unreachable':
    'This page cannot reach Entente. Check your network; if it stays so, tell whoever looks after Entente on this side.',
  'say.admin.forbidden': 'You are not an administrator of this instance. Ask one to do this, or to make you one.',
  'say.admin.unknownMethod':
    'This page is newer than the Entente behind it. Reload the page; if it stays so, upgrade Entente on this side.',
  'say.admin.invalidInput': 'Entente did not accept what this page sent ({method}: {field}). Reload the page and try again.',
  'say.admin.invalidAnswer':
    'This page does not understand what Entente answered. Reload the page; if it stays so, upgrade Entente on this side.',

  'say.admin.unauthorized': 'Entente could not make sure who you are. Reload the page; if it stays so, sign in to your tracker again.',
  'say.node.notStarted': 'Entente is just starting on this side. Try again in a minute.',
  'say.host.noSite':
    'Entente was called without a site, so it does not know which instance it is. Reload the page; if it stays so, install the app again.',
  'say.store.busy': 'Entente is busy on this side. Try again in a moment.',
  'say.store.contention': 'Entente is busy on this side. Try again in a moment.',
  'say.store.throttled': 'Entente’s storage asks it to slow down. Try again in a minute.',
  'say.store.unavailable':
    'Entente’s storage does not answer. Try again in a minute; if it stays so, tell whoever looks after Entente on this side.',
  'say.store.refused': 'Entente’s storage refused what it was given. Its log on this side says more.',
  'say.store.invalid': 'Something that Entente has stored cannot be read. Its log on this side says more.',
  'say.store.invalidRecord': 'Something that Entente has stored cannot be read. Its log on this side says more.',

  // The companion
  'say.pairing.unpaired': 'This instance is not paired with its companion any more. Reload the page and pair it again.',
  'say.pairing.credentials': 'The companion has no token for your tracker yet. Reload the page and give it one.',
  'say.pairing.anotherInstance': 'The companion is paired with another instance of this address. Whoever runs it has to pair it again.',
  'say.credentials.refused': 'Your tracker does not accept this token. Check that it was copied whole and has not expired.',
  'say.credentials.scope':
    'Your tracker accepts the token, but it may not do enough. It needs to read projects, and to read and write issues.',
  'say.credentials.anotherInstance': 'This token belongs to another instance. Make one in this instance.',

  // First run
  'say.setup.notAUrl': 'This is not a web address. Enter the address of your companion, for example https://entente.example.com.',
  'say.setup.notHttps': 'The address has to start with https://, because this page is shown over HTTPS.',
  'say.setup.unreachable':
    'Nothing answers at this address. Check it, and whether the companion is running and can be reached from your browser.',
  'say.setup.notCompanion': 'Something answers at this address, but it is not an Entente companion. Check the address.',
  'say.setup.wrongSecret':
    'This is not the pairing secret, or it has been used. Read the newest one from the companion’s log or command line.',
  'say.setup.tooManyTries': 'Too many wrong secrets. Wait {seconds} seconds, then try again.',
  'say.setup.notAllowed': 'The companion does not serve this instance. Whoever runs it has to allow it in the companion’s settings.',
  'say.setup.notAdmin': 'You are not an administrator of this instance, so you cannot pair it. Ask one to do this.',
  'say.setup.tokenRefused': 'Your tracker does not accept this token. Check that it was copied whole and has not expired.',
  'say.setup.tokenLacksPermission':
    'Your tracker accepts the token, but it may not do enough. It needs to read projects, and to read and write issues.',
  'say.setup.trackerUnreachable': 'The companion cannot reach your tracker. Check its network, then try again.',
  'say.setup.empty': 'Please fill this in.',
} as const;
