/**
 * A script of Jira's own pages: shows Entente's panel beside an issue when it is opened, and takes it away when it is closed. Until then nothing is
 * asked of anybody, and afterwards the page in the frame has revoked its token. Jira writes the panel into its page, now or later
 * (data-center/plugin/atlassian-plugin.xml).
 */
const member = (of: unknown, name: string): unknown =>
  (typeof of === 'object' || typeof of === 'function') && of !== null ? Reflect.get(of, name) : undefined;

/** What a function of Jira's page answers, as text; '' where there is no such function. */
function said(of: unknown, name: string): string {
  const ask = member(of, name);
  const answer: unknown = typeof ask === 'function' ? Reflect.apply(ask, of, []) : undefined;
  return typeof answer === 'string' || typeof answer === 'number' ? String(answer) : '';
}

/** Jira's own; the heading of the issue says it too. */
function issueId(): string {
  const issue = said(member(member(window, 'JIRA'), 'Issue'), 'getIssueId');
  return issue === '' ? (document.getElementById('key-val')?.getAttribute('rel') ?? '') : issue;
}

/** https://aui.atlassian.com/ AJS.contextPath */
function show(panel: HTMLDetailsElement): void {
  const frame = document.createElement('iframe');
  frame.title = 'Entente';
  frame.style.width = '100%';
  frame.style.border = '0';
  frame.src = `${said(member(window, 'AJS'), 'contextPath')}/plugins/servlet/entente/panel?issue=${encodeURIComponent(issueId())}`;
  panel.append(frame);
}

// This event does not bubble; what Jira writes later is heard all the same.
document.addEventListener(
  'toggle',
  ({ target }) => {
    if (!(target instanceof HTMLDetailsElement) || !target.classList.contains('entente-panel')) return;
    const frame = target.querySelector('iframe');
    if (target.open && frame === null) show(target);
    if (!target.open) frame?.remove();
  },
  true,
);
