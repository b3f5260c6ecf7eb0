/** Texts of what only Jira Data Center's page has: signing in to it. English; others as the catalogue of the screens has them. */
export const texts = {
  title: 'Entente',
  intro: 'Show that you administer your Jira. The companion asks your Jira who this token belongs to, and keeps it nowhere.',
  jira: 'Address of your Jira',
  jiraHint: 'As you open it in the browser, for example https://jira.example.com.',
  token: 'Your own personal access token',
  tokenHint: 'In Jira: your picture, Profile, Personal Access Tokens, Create token. One day is enough. It stays in this tab.',
  next: 'Go on',
  missing: 'Please fill this in.',
  notAnAddress: 'This is not a web address.',
  refused: 'Your Jira does not accept this token, or it is not this Jira’s.',
  unreachable: 'The companion does not answer, or cannot reach your Jira. Try again in a moment.',
  signOut: 'Forget my token',
  navigation: 'Pages of Entente',
  noTokens: 'Jira gave this page no token',
  noTokensText: 'Personal access tokens may be switched off, or you have reached the limit of them. Ask whoever runs your Jira.',
} as const;
