export const accept = {
  'accept.title': 'Accept invitation',
  'accept.code': 'Invitation code',
  'accept.code.text': 'Paste the invitation code that your partner sent you.',
  'accept.code.label': 'Enter the invitation code',
  'accept.says': 'What the invitation says',
  'accept.says.claim': 'Nothing has been sent yet. The sender’s name is what the code claims; check that you know the address.',
  'accept.from': 'From',
  'accept.from.private': 'Private: it cannot be called and asks you instead',
  'accept.from.name': 'Calls itself',
  'accept.expires': 'Expires',
  'accept.expired': 'By the clock here this code expired {time}. Your partner’s clock decides; if it is refused, ask for a new one.',
  'accept.decline': 'Decline',
  'accept.decline.title': 'Decline this invitation?',
  'accept.decline.text': 'Your partner is told, and the code stops working.',
  'accept.declining': 'Telling your partner…',
  'accept.declined': 'Invitation declined',
  'accept.declined.text': 'Your partner has been told. The code does not work any more.',

  'accept.project': 'Project for the incoming sync',
  'accept.project.rules':
    'Entente makes default rules that sync summary, description, comments, labels and attachments in both directions.',
  'accept.confirm': 'Confirm',
  'accept.trouble': 'The invitation was not accepted',
  'accept.notAllowed.title': 'Calls to {host} are not allowed',
  'accept.notAllowed.text':
    'Accepting needs a call to your partner at {host}, and this site was not allowed to make it. Nothing has been sent. Ask again and allow it.',

  'accept.waiting': 'Connecting',
  'accept.waiting.text': 'Your acceptance is on its way to {partner}.',
  'accept.waiting.spinner': 'Connecting…',
  'accept.waiting.slow': 'Still trying. You may close this: it goes on by itself, and the row in Connections shows how it ends.',
  'accept.awaiting': 'Waiting for confirmation',
  'accept.awaiting.text':
    'The admin at {partner} wants to confirm before the connection becomes active. You may close this; the row in Connections shows when they have.',
  'accept.ended': 'The connection was not established',

  'accept.sends':
    'From now on, new issues in {project} are sent to the other side automatically. Older issues and other projects go only by Connect.',

  'accept.congratulations': 'Congratulations!',
  'accept.established': 'Connection is established.',
  'accept.eachSide': 'Each side sets up its own rules: look at yours here, and your partner at theirs.',
  'accept.configure': 'Configure sync',
} as const;
