/** The same text as a person writes it in either tracker, and what the other tracker is to show of it. */

export const text = (words: string, ...marks: readonly unknown[]): unknown =>
  marks.length === 0 ? { type: 'text', text: words } : { type: 'text', text: words, marks };
export const paragraph = (...content: readonly unknown[]): unknown => ({ type: 'paragraph', content });
const item = (...content: readonly unknown[]): unknown => ({ type: 'listItem', content });
const cell = (type: 'tableHeader' | 'tableCell', words: string): unknown => ({ type, content: [paragraph(text(words))] });
const row = (...content: readonly unknown[]): unknown => ({ type: 'tableRow', content });
export const adf = (...content: readonly unknown[]): unknown => ({ type: 'doc', version: 1, content });

const address = 'https://logs.acme.example/search?day=1&level=error';

/** With a mention as Jira has it, or as the text that is left of one. */
const blocksInJira = (mention: unknown): readonly unknown[] => [
  { type: 'heading', attrs: { level: 2 }, content: [text('Checkout fails')] },
  paragraph(
    text('Since '),
    text('Monday', { type: 'strong' }),
    text(', '),
    text('some', { type: 'em' }),
    text(' orders '),
    text('never', { type: 'strike' }),
    text(' end well: '),
    text('500', { type: 'code' }),
    text(' & more in '),
    text('the log', { type: 'link', attrs: { href: address } }),
    text('. Thanks, '),
    mention,
    text('!'),
  ),
  {
    type: 'bulletList',
    content: [
      item(paragraph(text('one')), { type: 'orderedList', content: [item(paragraph(text('first'))), item(paragraph(text('second')))] }),
      item(paragraph(text('two'))),
    ],
  },
  { type: 'orderedList', attrs: { order: 3 }, content: [item(paragraph(text('third')))] },
  { type: 'codeBlock', attrs: { language: 'js' }, content: [text("if (a < b) {\n  throw 'x';\n}")] },
  { type: 'blockquote', content: [paragraph(text('It worked before.'))] },
  { type: 'rule' },
  {
    type: 'table',
    content: [row(cell('tableHeader', 'Step'), cell('tableHeader', 'Result')), row(cell('tableCell', 'Pay'), cell('tableCell', '500'))],
  },
];

const htmlInAzureDevOps = (mention: string): string =>
  [
    '<h2>Checkout fails</h2>',
    `<p>Since <strong>Monday</strong>, <em>some</em> orders <s>never</s> end well: <code>500</code> &amp; more in <a href="${address.replaceAll('&', '&amp;')}">the log</a>. Thanks, ${mention}!</p>`,
    '<ul><li>one<ol><li>first</li><li>second</li></ol></li><li>two</li></ul>',
    '<ol start="3"><li>third</li></ol>',
    '<pre><code class="language-js">if (a &lt; b) {\n  throw \'x\';\n}</code></pre>',
    '<blockquote><p>It worked before.</p></blockquote>',
    '<hr>',
    '<table><tbody><tr><th>Step</th><th>Result</th></tr><tr><td>Pay</td><td>500</td></tr></tbody></table>',
  ].join('');

/** A text of one side, and what it is on the other. */
export interface Passage {
  readonly written: unknown;
  readonly arrives: unknown;
}

export interface Passages {
  /** Everything that is carried, and a mention, which arrives as text. */
  readonly description: Passage;
  readonly comments: readonly [Passage, Passage];
  readonly editedDescription: Passage;
  readonly editedComment: Passage;
  readonly laterComment: Passage;
}

const rui = { type: 'mention', attrs: { id: '5b10ac8d82e05b22cc7d4ef5', text: '@Rui Reporter' } };

const simple = {
  comment: [adf(paragraph(text('Seen '), text('twice', { type: 'strong' }), text(' today.'))), '<p>Seen <strong>twice</strong> today.</p>'],
  list: [
    adf(paragraph(text('Try:')), {
      type: 'bulletList',
      content: [item(paragraph(text('reload'))), item(paragraph(text('wait', { type: 'em' })))],
    }),
    '<p>Try:</p><ul><li>reload</li><li><em>wait</em></li></ul>',
  ],
  description: [
    adf({ type: 'heading', attrs: { level: 3 }, content: [text('Now')] }, paragraph(text('Only with cards.'))),
    '<h3>Now</h3><p>Only with cards.</p>',
  ],
  edited: [adf(paragraph(text('Seen '), text('once', { type: 'strike' }), text(' never again.'))), '<p>Seen <s>once</s> never again.</p>'],
  later: [
    adf({ type: 'codeBlock', attrs: { language: 'sh' }, content: [text('curl -v')] }),
    '<pre><code class="language-sh">curl -v</code></pre>',
  ],
} as const;

function passages(from: 0 | 1, description: Passage): Passages {
  const passage = (pair: readonly [unknown, unknown]): Passage => ({ written: pair[from], arrives: pair[1 - from] });
  return {
    description,
    comments: [passage(simple.comment), passage(simple.list)],
    editedDescription: passage(simple.description),
    editedComment: passage(simple.edited),
    laterComment: passage(simple.later),
  };
}

export const fromJira = passages(0, { written: adf(...blocksInJira(rui)), arrives: htmlInAzureDevOps('@Rui Reporter') });

export const fromAzureDevOps = passages(1, {
  written: htmlInAzureDevOps('<a href="#" data-vss-mention="version:2.0,7211fd27-9a32-4da2-a0c5-103ec268361e">@Mel Member</a>'),
  arrives: adf(...blocksInJira(text('@Mel Member'))),
});
