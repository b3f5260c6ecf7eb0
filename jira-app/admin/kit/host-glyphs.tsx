/** Neutral pictures of hosts: the vendors' own marks are not ours to ship. Decorative; the label beside says the name. */
import type { ReactElement } from 'react';

const paths: Readonly<Record<string, string>> = {
  JIRA: 'M4 4h7v3H7v10h4v3H4zM13 4h7v16h-7v-3h4V7h-4z',
  AZURE: 'M4 6h10v12H4zm12 2 4-2v12l-4-2z',
  SERVICENOW: 'M12 4a8 8 0 0 1 8 8 8 8 0 0 1-3 6l-3-2.5a4.5 4.5 0 1 0-4 0L7 18a8 8 0 0 1-3-6 8 8 0 0 1 8-8z',
};
const unknown = 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16m0 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11';

export function hostGlyph(nodeType: string): ReactElement {
  const family = Object.keys(paths).find((name) => nodeType.startsWith(name));
  return (
    <svg className="kit-host-glyph" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={family === undefined ? unknown : paths[family]} fill="currentColor" fillRule="evenodd" />
    </svg>
  );
}
