export const common = {
  'pages.label': 'Entente',
  'pages.connections': 'Connections',
  'pages.settings': 'General settings',

  'button.next': 'Next',
  'button.previous': 'Previous',
  'button.done': 'Done',
  'button.cancel': 'Cancel',
  'button.close': 'Close',
  'button.save': 'Save',
  'button.reload': 'Reload',
  'button.tryAgain': 'Try again',
  'button.askAgain': 'Ask again',

  'announce.copied': 'Copied.',
  'announce.saved': 'Saved.',
  'announce.checking': 'Checking…',
  'copy.failed': 'Your browser did not let us copy. Select the text and copy it by hand.',
  loading: 'Loading…',
  none: 'None',
  unknown: 'Unknown',
  never: 'Not yet',
  'required.note': 'Fields marked * are required.',

  'discard.title': 'Discard what you entered?',
  'discard.text': 'Nothing has been stored or sent yet.',
  'discard.confirm': 'Discard',
  'discard.cancel': 'Go on editing',

  'mode.BASIC': 'Basic',
  'mode.VISUAL': 'Visual',
  'mode.SCRIPT': 'Script',
  'type.public': 'Public',
  'type.private': 'Private',

  'side.local': 'This side',
  'side.remote': 'Other side',
  'fact.instance': 'Instance',
  'fact.url': 'Entente URL',
  'fact.tracker': 'Tracker',
  'fact.host': 'Product',
  'fact.version': 'Entente version',
  'fact.noUrl': 'None: this side is private',

  'number.label': 'Security number',
  'number.value': '{first}\u00a0{last}',
  'number.help':
    'Compare this number with your partner, best by phone. If theirs differs, deactivate the connection: the code was changed on its way.',

  'number.help.before':
    'Compare this number with your partner, best by phone. If theirs differs, do not go on: the code was changed on its way.',

  'project.label': 'Project for incoming issues',
  'project.search': 'Issues from the other side are created here.',
  'project.loading': 'Searching projects…',
  'project.none': 'No project matches.',
  'project.more': 'Show more projects',
  'project.locked': 'Entente may not create issues in this project.',
  'project.nothing.title': 'There is no project to choose',
  'project.nothing.text':
    'The account that Entente works with may not create issues in any project of this instance. Give it that permission in at least one project, then reload.',
  'project.failed.title': 'The projects cannot be listed',
  'project.sends':
    'Once the connection is active, new issues in {project} are sent to the other side automatically. Older issues and other projects go only by Connect.',
  'project.sends.any':
    'Once the connection is active, new issues in the project you choose are sent to the other side automatically. Older issues and other projects go only by Connect.',
  'project.sends.none': 'Nothing is sent automatically until you choose what in the connection’s settings.',

  'admin.only.title': 'Only administrators can manage connections',
  'admin.only.text': 'You are signed in as {user}. Ask an administrator of {instance} to do this, or to make you one.',

  'away.title': 'Entente cannot be reached',
  'away.list': 'What you see is the list as it was at {time}. It updates itself again as soon as Entente answers.',

  'instance.title': 'Is this still the same instance?',
  'instance.addresses': 'The connections here were made at {before}. Now Entente finds itself at {now}.',
  'instance.sameAddress': 'The connections here were made in an instance with this address, yet it calls itself another one.',
  'instance.text':
    'Until you answer, nothing is sent or received. “It has moved” goes on as before. “It is a copy” is for test systems and restored backups: the original keeps its connections, and this one starts without.',
  'instance.moved': 'It has moved',
  'instance.copied': 'It is a copy',
  'instance.copied.title': 'Start without the connections of the original?',
  'instance.copied.text':
    'All connections and their keys are deleted here. Nobody is told, and the original is not touched. This cannot be undone.',

  'missing.title': 'Something is missing before you can connect',
  'missing.checkAgain': 'Check again',
  'missing.toSettings': 'Open General settings',
} as const;
