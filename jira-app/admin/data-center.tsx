/**
 * The entry of Jira Data Center's pages: the admin page, served by the companion or inside Jira by the menu plugin, whose servlet prints
 * `<div id="root" data-context="…">`, and the panel beside an issue, with `data-panel`.
 */
import { useState, type ComponentProps } from 'react';
import { createRoot } from 'react-dom/client';
import { catalogueFor, copyText, companionSetup, EntenteAdmin, type AdminPage, type CompanionAccess, type Kit } from '@entente/wizard';
import '@atlaskit/css-reset';
import './themes.css';
import { accessInJira, groundOver, rememberAddress, themeInJira } from './data-center-access.ts';
import { showPanel } from './data-center-panel.tsx';
import { hashRouting } from './data-center-routing.ts';
import { forgetSession, instanceOf, keepSession, readSession, type Session } from './data-center-session.ts';
import { SignIn } from './data-center-sign-in.tsx';
import { texts } from './data-center-texts.ts';
import { kit } from './kit/index.ts';

/** Jira has no place of its own for the product's pages beside the one menu entry: the page shows them itself. */
function Page({ navigation, ...props }: ComponentProps<Kit['Page']>) {
  return (
    <>
      {navigation !== undefined && (
        <nav aria-label={texts.navigation} className="kit-page">
          <kit.Row gap="medium">
            {navigation.items.map(({ id, title }) =>
              id === navigation.current ? (
                <kit.Text key={id} tone="strong">
                  {title}
                </kit.Text>
              ) : (
                <kit.Link key={id} onClick={() => navigation.onGo(id)}>
                  {title}
                </kit.Link>
              ),
            )}
          </kit.Row>
        </nav>
      )}
      <kit.Page {...props} />
    </>
  );
}

const pageKit: Kit = { ...kit, Page };

function pageOver(access: CompanionAccess): AdminPage {
  return {
    ...groundOver(access),
    allowHost: () => Promise.resolve('allowed'),
    copy: copyText,
    setup: companionSetup(access, async (address) => rememberAddress(address)),
    routing: hashRouting(),
  };
}

/** Served by the companion: it is where this page comes from. */
function ServedPage({ companion }: { companion: string }) {
  const [session, setSession] = useState<Session | null>(readSession);
  const signOut = (): void => {
    forgetSession();
    setSession(null);
  };
  if (session === null) {
    const begin = (given: Session): void => {
      keepSession(given);
      setSession(given);
    };
    return <SignIn companion={companion} onDone={begin} />;
  }
  return <SignedIn companion={companion} session={session} onSignOut={signOut} />;
}

function SignedIn({ companion, session, onSignOut }: { companion: string; session: Session; onSignOut: () => void }) {
  const [page] = useState(() =>
    pageOver({
      instance: instanceOf(session.jira),
      token: (refused) => {
        // Expired or revoked: the user has to give another one.
        if (refused) onSignOut();
        return Promise.resolve(session.token);
      },
      current: { address: companion },
    }),
  );
  return (
    <>
      <EntenteAdmin kit={pageKit} page={page} texts={catalogueFor(page.locale)} />
      <div className="kit-page">
        <kit.Button look="subtle" onClick={onSignOut} testId="sign-out">
          {texts.signOut}
        </kit.Button>
      </div>
    </>
  );
}

/** The companion's own page follows the system; Jira chooses for what stands inside of it. */
function followSystem(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => document.documentElement.setAttribute('data-color-mode', dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', apply);
  apply();
}

async function start(): Promise<void> {
  const element = document.getElementById('root');
  if (element === null) throw new Error('The page has no root element.');
  const root = createRoot(element);
  const context = element.dataset['context'];
  if (context === undefined) {
    followSystem();
    root.render(<ServedPage companion={location.href.split('/pages/')[0] ?? location.origin} />);
    return;
  }
  const jira = location.origin + context;
  if (element.dataset['panel'] !== undefined) return await showPanel(root, element, jira);
  themeInJira(document);
  try {
    const page = pageOver(await accessInJira(jira));
    root.render(<EntenteAdmin kit={pageKit} page={page} texts={catalogueFor(page.locale)} />);
  } catch {
    root.render(
      <kit.Page title={texts.title}>
        <kit.Message tone="error" title={texts.noTokens}>
          {texts.noTokensText}
        </kit.Message>
      </kit.Page>,
    );
  }
}

await start();
