/** The same words as a person writes them in each kind of tracker, and as they arrive in any other. */
import type { HostKind } from './instances.ts';
import { adf, paragraph, text } from './rich-text.ts';

type Forms = Record<HostKind, unknown>;

const item = (words: string): object => ({ type: 'listItem', content: [paragraph(text(words))] });
const html = (markup: string): Pick<Forms, 'azure-devops' | 'azure-devops-server'> => ({
  'azure-devops': markup,
  'azure-devops-server': markup,
});

/** Text is text, whatever a tracker's own markup would make of it. */
const looksLikeMarkup = 'Not *bold*, not {code}, a|b, [x|https://a.example], C:\\\\dir and h1. too';

const log = 'https://logs.acme.example/today';

const rich: Forms = {
  'jira-cloud': adf(
    { type: 'heading', attrs: { level: 2 }, content: [text('Checkout fails')] },
    paragraph(
      text('Since '),
      text('Monday', { type: 'strong' }),
      text(', '),
      text('some', { type: 'em' }),
      text(' orders end in '),
      text('the log', { type: 'link', attrs: { href: log } }),
      text('.'),
    ),
    paragraph(text(looksLikeMarkup)),
    { type: 'bulletList', content: [item('one'), item('two')] },
    { type: 'codeBlock', attrs: { language: 'js' }, content: [text('if (a < b) {\n  fail();\n}')] },
  ),
  ...html(
    `<h2>Checkout fails</h2><p>Since <strong>Monday</strong>, <em>some</em> orders end in <a href="${log}">the log</a>.</p><p>${looksLikeMarkup}</p>` +
      '<ul><li>one</li><li>two</li></ul><pre><code class="language-js">if (a &lt; b) {\n  fail();\n}</code></pre>',
  ),
  'jira-data-center': `h2. Checkout fails\n\nSince *Monday*, _some_ orders end in [the log|${log}].\n\nNot \\*bold\\*, not \\{code}, a\\|b, \\[x\\|https://a.example], C:&#92;&#92;dir and h1. too\n\n* one\n* two\n\n{code:js}\nif (a < b) {\n  fail();\n}\n{code}`,
  servicenow: `Checkout fails\n\nSince Monday, some orders end in the log.\n\n${looksLikeMarkup}\n\n- one\n- two\n\nif (a < b) {\n  fail();\n}`,
};

/** ServiceNow's descriptions are plain text, there and as they arrive. */
const plain: Forms = {
  'jira-cloud': adf(paragraph(text('Checkout fails since Monday.'))),
  ...html('<p>Checkout fails since Monday.</p>'),
  'jira-data-center': 'Checkout fails since Monday.',
  servicenow: 'Checkout fails since Monday.',
};

const comment: Forms = {
  'jira-cloud': adf(paragraph(text('Seen '), text('twice', { type: 'strong' }), text(' today.'))),
  ...html('<p>Seen <strong>twice</strong> today.</p>'),
  'jira-data-center': 'Seen *twice* today.',
  servicenow: '[code]<p>Seen <strong>twice</strong> today.</p>[/code]',
};

const answer: Forms = {
  'jira-cloud': adf(paragraph(text('Try again '), text('now', { type: 'em' }), text('.'))),
  ...html('<p>Try again <em>now</em>.</p>'),
  'jira-data-center': 'Try again _now_.',
  servicenow: '[code]<p>Try again <em>now</em>.</p>[/code]',
};

export interface Words {
  readonly description: unknown;
  readonly comment: unknown;
  readonly answer: unknown;
}

/** What somebody at `from` writes, as a tracker of kind `at` keeps it. */
export function wordsOf(from: HostKind, at: HostKind): Words {
  return { description: (from === 'servicenow' ? plain : rich)[at], comment: comment[at], answer: answer[at] };
}
