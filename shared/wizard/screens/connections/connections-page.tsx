import { useCallback, useState } from 'react';
import type { ListData, ListEvent, ListState } from '../../machines/list/table.ts';
import type { Now } from '../../machines/machine.ts';
import { obstacles } from '../../machines/session/table.ts';
import { AcceptWizard } from '../accept/wizard.tsx';
import { useActions } from '../actions/use-actions.tsx';
import type { KnownSession } from '../entente-admin.tsx';
import { Frame } from '../frame.tsx';
import { useAnnouncement, useGround } from '../ground.tsx';
import { InstanceChanged } from '../instance-changed.tsx';
import { InitiateWizard } from '../initiate/wizard.tsx';
import { ConnectionsTable } from './connections-table.tsx';
import { MissingDialog } from './missing-dialog.tsx';

interface ConnectionsPageProps {
  readonly session: KnownSession;
  readonly list: Now<ListState, ListData>;
  readonly send: (event: ListEvent) => void;
  readonly wizard: 'initiate' | 'accept' | null;
  readonly onAgain: () => void;
}

/** The table of connections, and the wizards over it. */
export function ConnectionsPage({ session, list, send, wizard, onAgain }: ConnectionsPageProps) {
  const { kit, t, go, say, announce } = useGround();
  const refresh = useCallback(() => send({ type: 'refresh' }), [send]);
  const actions = useActions(refresh);
  const settled = useCallback(() => {
    onAgain();
    refresh();
  }, [onAgain, refresh]);
  const isAway = list.state === 'away';
  useAnnouncement(isAway && list.data.trouble !== null ? say(list.data.trouble) : null);
  const open = (path: 'initiate' | 'accept') => (): void => {
    if (isAway) announce(t('away.title'));
    else go(path);
  };
  const buttons = (
    <kit.Row gap="small">
      <kit.Button look="primary" onClick={open('initiate')} unavailable={isAway} testId="initiate-connection">
        {t('connections.initiate')}
      </kit.Button>
      <kit.Button look="secondary" onClick={open('accept')} unavailable={isAway} testId="accept-invitation">
        {t('connections.accept')}
      </kit.Button>
    </kit.Row>
  );
  return (
    <Frame title={t('connections.title')} current="connections" actions={buttons}>
      <kit.Stack gap="medium">
        {isAway && <Away data={list.data} />}
        {session.home.instanceChange !== null && <InstanceChanged change={session.home.instanceChange} onSettled={settled} />}
        {actions.message}
        <div onFocus={() => send({ type: 'focus', inside: true })} onBlur={() => send({ type: 'focus', inside: false })}>
          <ConnectionsTable home={session.home} list={list} actions={actions} />
        </div>
      </kit.Stack>
      {actions.dialogs}
      {wizard !== null && <Wizard wizard={wizard} session={session} list={list} refresh={refresh} onAgain={onAgain} />}
    </Frame>
  );
}

function Away({ data }: { data: ListData }) {
  const { kit, t, say, format } = useGround();
  return (
    <kit.Message tone="error" title={t('away.title')}>
      <kit.Stack gap="small">
        {data.trouble !== null && <kit.Text>{say(data.trouble)}</kit.Text>}
        {data.seenAt !== null && <kit.Text>{t('away.list', { time: format.time(data.seenAt) })}</kit.Text>}
      </kit.Stack>
    </kit.Message>
  );
}

interface WizardProps extends Pick<ConnectionsPageProps, 'session' | 'list' | 'onAgain'> {
  readonly wizard: 'initiate' | 'accept';
  readonly refresh: () => void;
}

/** The wizard that the path names, or what is missing before it can begin; once it has begun it is left alone. */
function Wizard({ wizard, session, list, refresh, onAgain }: WizardProps) {
  const { go, kit, t } = useGround();
  const missing = obstacles(session);
  const [hasBegun, setHasBegun] = useState(false);
  const close = useCallback(() => {
    refresh();
    go('connections');
  }, [go, refresh]);
  if (list.data.seenAt === null) return <kit.Spinner label={t('loading')} />;
  if (!hasBegun && missing.length > 0) return <MissingDialog wizard={wizard} missing={missing} onAgain={onAgain} onClose={close} />;
  if (!hasBegun) setHasBegun(true);
  if (wizard === 'initiate')
    return <InitiateWizard home={session.home} taken={list.data.connections.map(({ name }) => name)} onMade={refresh} onClosed={close} />;
  const configure = (connectionId: string): void => {
    refresh();
    go(`connection/${connectionId}/rules`);
  };
  return <AcceptWizard home={session.home} connections={list.data.connections} onMade={refresh} onClosed={close} onConfigure={configure} />;
}
