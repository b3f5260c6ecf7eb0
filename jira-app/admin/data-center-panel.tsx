/**
 * The panel beside an issue, in a frame that the menu plugin opens in Jira's own view of the issue (data-center-issue.ts). Same origin:
 * it follows Jira's theme and takes as much room as it needs.
 */
import type { Root } from 'react-dom/client';
import { catalogueFor, EntentePanel } from '@entente/wizard';
import { accessInJira, groundOver, themeInJira } from './data-center-access.ts';
import { texts } from './data-center-texts.ts';
import { kit } from './kit/index.ts';

const followed = ['data-theme', 'data-color-mode', 'lang'];

/** As Jira's own page has it, now and when its user chooses another one. */
function followJira(jira: HTMLElement): void {
  const own = document.documentElement;
  const apply = (): void => {
    for (const name of followed) {
      const value = jira.getAttribute(name);
      if (value !== null) own.setAttribute(name, value);
    }
    themeInJira(document);
  };
  new MutationObserver(apply).observe(jira, { attributeFilter: followed });
  apply();
}

export async function showPanel(root: Root, element: HTMLElement, jira: string): Promise<void> {
  const frame = [...parent.document.querySelectorAll('iframe')].find(({ contentWindow }) => contentWindow === window);
  document.documentElement.classList.add('kit-panel');
  if (frame !== undefined) {
    followJira(parent.document.documentElement);
    new ResizeObserver(() => (frame.style.height = `${element.offsetHeight}px`)).observe(element);
  }
  const issueId = new URLSearchParams(location.search).get('issue') ?? '';
  try {
    const access = await accessInJira(jira);
    const known = access.current.address !== null;
    const page = groundOver(access);
    root.render(
      known ? (
        <EntentePanel kit={kit} page={page} issueId={issueId} texts={catalogueFor(page.locale)} />
      ) : (
        <kit.Message tone="warning" title={texts.noCompanion}>
          {texts.noCompanionText}
        </kit.Message>
      ),
    );
  } catch {
    root.render(
      <kit.Message tone="error" title={texts.noTokens}>
        {texts.noTokensText}
      </kit.Message>,
    );
  }
}
