import type { Home } from '../../admin-api/contract.ts';
import type { ListData, ListEvent, ListState } from '../../machines/list/table.ts';
import type { Now } from '../../machines/machine.ts';
import { RowActions } from '../actions/row-actions.tsx';
import { useActions } from '../actions/use-actions.tsx';
import { Frame } from '../frame.tsx';
import { useGround } from '../ground.tsx';
import { Overview } from './overview.tsx';
import { RulesTab } from './rules-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';

interface ConnectionPageProps {
  readonly home: Home;
  readonly list: Now<ListState, ListData>;
  readonly send: (event: ListEvent) => void;
  readonly id: string;
  readonly tab: string;
}

/** One connection: Overview, Rules and Settings. It is drawn from the list, which keeps itself fresh. */
export function ConnectionPage({ home, list, send, id, tab }: ConnectionPageProps) {
  const { kit, t, go, say } = useGround();
  const actions = useActions((verb) => {
    send({ type: 'refresh' });
    if (verb === 'delete') go('connections');
  });
  const connection = list.data.connections.find((one) => one.id === id);
  const breadcrumb = { label: t('connection.back'), onClick: () => go('connections') };
  if (connection === undefined) {
    return (
      <Frame title={t('connections.title')} current="connections" breadcrumb={breadcrumb}>
        {list.state === 'ready' ? (
          <kit.Message tone="warning" title={t('connection.gone.title')}>
            {t('connection.gone.text')}
          </kit.Message>
        ) : (
          <kit.Spinner label={t('loading')} />
        )}
      </Frame>
    );
  }
  const readOnly = list.state === 'away';
  const tabs = [
    {
      id: 'overview',
      title: t('connection.overview'),
      content: (
        <Overview connection={connection} home={home} now={list.data.seenAt ?? 0} onSettings={() => go(`connection/${id}/settings`)} />
      ),
    },
    { id: 'rules', title: t('connection.rules'), content: <RulesTab connection={connection} /> },
    {
      id: 'settings',
      title: t('connection.settings'),
      content: (
        <SettingsTab connection={connection} home={home} actions={actions} readOnly={readOnly} onSaved={() => send({ type: 'refresh' })} />
      ),
    },
  ];
  return (
    <Frame
      title={connection.name}
      current="connections"
      breadcrumb={breadcrumb}
      actions={<RowActions connection={connection} actions={actions} readOnly={readOnly} />}
    >
      <kit.Stack gap="medium">
        {readOnly && list.data.trouble !== null && (
          <kit.Message tone="error" title={t('away.title')}>
            {say(list.data.trouble)}
          </kit.Message>
        )}
        {actions.message}
        <kit.Tabs
          label={t('connection.tabs')}
          selected={tabs.some((one) => one.id === tab) ? tab : 'overview'}
          onSelect={(one) => go(`connection/${id}/${one}`)}
          tabs={tabs}
        />
      </kit.Stack>
      {actions.dialogs}
    </Frame>
  );
}
