/**
 * The product's page, the same on every host: first run, who is here, and the page that the path names.
 *
 * Paths: `connections`, `initiate`, `accept`, `settings`, `connection/{id}/{tab}`. The wizards stand over the connections.
 */
import { useCallback, useEffect } from 'react';
import type { AdminPage } from '../admin-page.ts';
import type { Kit } from '../kit/kit.ts';
import { listTable, startList } from '../machines/list/table.ts';
import { performList, performSession } from '../machines/perform.ts';
import { sessionTable, startSession, type SessionData } from '../machines/session/table.ts';
import { en } from '../texts/en.ts';
import type { Catalogue } from '../texts/text.ts';
import { ConnectionPage } from './connection/connection-page.tsx';
import { ConnectionsPage } from './connections/connections-page.tsx';
import { Frame } from './frame.tsx';
import { GroundProvider, useGround, useMachine, usePath } from './ground.tsx';
import { SettingsPage } from './settings-page.tsx';
import { SetupGate } from './setup-page.tsx';
import { whenVisible } from './visible.ts';

/** `texts`: another language, or a test's; English where it is left out. */
export function EntenteAdmin({ kit, page, texts = en }: { kit: Kit; page: AdminPage; texts?: Catalogue }) {
  return (
    <GroundProvider kit={kit} page={page} texts={texts}>
      <SetupGate>
        <Session />
      </SetupGate>
    </GroundProvider>
  );
}

function Session() {
  const { kit, page, t, say } = useGround();
  const [{ state, data }, send] = useMachine(
    sessionTable,
    () => ({ state: 'starting', data: startSession }),
    () => performSession(page),
  );
  useEffect(() => send({ type: 'again' }), [send]);
  const again = useCallback(() => send({ type: 'again' }), [send]);
  if (data.home !== null) return <Signed session={data} onAgain={again} />;
  return (
    <Frame title={t('connections.title')} current="connections">
      {state === 'away' && data.trouble !== null ? (
        <kit.Message
          tone="error"
          title={t('away.title')}
          actions={
            <kit.Button look="secondary" onClick={() => send({ type: 'again' })}>
              {t('button.tryAgain')}
            </kit.Button>
          }
        >
          {say(data.trouble)}
        </kit.Message>
      ) : (
        <kit.Spinner label={t('loading')} />
      )}
    </Frame>
  );
}

function Signed({ session, onAgain }: { session: SessionData; onAgain: () => void }) {
  const { kit, t } = useGround();
  const { home } = session;
  if (home === null) return null;
  if (!home.user.isAdmin) {
    return (
      <Frame title={t('connections.title')} current="connections">
        <kit.Message tone="info" title={t('admin.only.title')}>
          {t('admin.only.text', { user: home.user.name, instance: home.node.name })}
        </kit.Message>
      </Frame>
    );
  }
  return <Pages session={{ ...session, home }} onAgain={onAgain} />;
}

export type KnownSession = SessionData & { readonly home: NonNullable<SessionData['home']> };

function Pages({ session, onAgain }: { session: KnownSession; onAgain: () => void }) {
  const { page, t, announce } = useGround();
  const path = usePath();
  const [list, send] = useMachine(
    listTable,
    () => ({ state: 'loading', data: startList }),
    () =>
      performList(
        page,
        ({ changes }) => {
          for (const { name, state } of changes) announce(t('announce.status', { name, status: t(`status.${state}`) }));
        },
        whenVisible,
      ),
  );
  useEffect(() => send({ type: 'refresh' }), [send]);
  const [place = '', id = '', tab = ''] = path.replace(/^\/+/, '').split('/');
  if (place === 'settings') return <SettingsPage session={session} onSaved={onAgain} />;
  if (place === 'connection') return <ConnectionPage key={id} home={session.home} list={list} send={send} id={id} tab={tab} />;
  return (
    <ConnectionsPage
      session={session}
      list={list}
      send={send}
      wizard={place === 'initiate' || place === 'accept' ? place : null}
      onAgain={onAgain}
    />
  );
}
