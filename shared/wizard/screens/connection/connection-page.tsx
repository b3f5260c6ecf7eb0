import { useEffect } from 'react';
import type { ConnectionView, Home } from '../../admin-api/contract.ts';
import { activityTable, startActivity } from '../../machines/activity/table.ts';
import type { ListData, ListEvent, ListState } from '../../machines/list/table.ts';
import type { Now } from '../../machines/machine.ts';
import { performActivity } from '../../machines/perform-issues.ts';
import { ActivityTab } from '../activity/activity-tab.tsx';
import { RowActions } from '../actions/row-actions.tsx';
import { useActions } from '../actions/use-actions.tsx';
import { Frame } from '../frame.tsx';
import { useGround, useMachine } from '../ground.tsx';
import { whenVisible } from '../visible.ts';
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

/** One connection: Overview, Rules, Activity and Settings. It is drawn from the list, which keeps itself fresh. */
export function ConnectionPage(props: ConnectionPageProps) {
  const connection = props.list.data.connections.find((one) => one.id === props.id);
  return connection === undefined ? <NotThere list={props.list} /> : <Known {...props} connection={connection} />;
}

function useWayBack() {
  const { t, go } = useGround();
  return { label: t('connection.back'), onClick: () => go('connections') };
}

function NotThere({ list }: Pick<ConnectionPageProps, 'list'>) {
  const { kit, t } = useGround();
  return (
    <Frame title={t('connections.title')} current="connections" breadcrumb={useWayBack()}>
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

/** Asked for as long as the page of the connection is open: the Overview shows of it how fast changes get across. */
function useActivity(connectionId: string) {
  const { page } = useGround();
  const [activity, send] = useMachine(
    activityTable,
    () => ({ state: 'loading', data: startActivity }),
    () => performActivity(page, connectionId, whenVisible),
  );
  useEffect(() => send({ type: 'refresh' }), [send]);
  return [activity, send] as const;
}

function Known({ connection, home, list, send, tab }: ConnectionPageProps & { readonly connection: ConnectionView }) {
  const { kit, t, go, say } = useGround();
  const refresh = (): void => send({ type: 'refresh' });
  const actions = useActions((verb) => {
    refresh();
    if (verb === 'delete') go('connections');
  });
  const isAway = list.state === 'away';
  const at = (path: string) => (): void => go(`connection/${connection.id}/${path}`);
  const [activity, sendActivity] = useActivity(connection.id);
  const contents = {
    overview: (
      <Overview connection={connection} home={home} now={list.data.seenAt ?? 0} flow={activity.data.flow} onSettings={at('settings')} />
    ),
    rules: <RulesTab connection={connection} />,
    activity: <ActivityTab connectionId={connection.id} activity={activity} send={sendActivity} />,
    settings: <SettingsTab connection={connection} home={home} actions={actions} readOnly={isAway} onSaved={refresh} />,
  } as const;
  const tabs = (['overview', 'rules', 'activity', 'settings'] as const).map((id) => ({
    id,
    title: t(`connection.${id}`),
    content: contents[id],
  }));
  const buttons = <RowActions connection={connection} actions={actions} readOnly={isAway} />;
  return (
    <Frame title={connection.name} current="connections" breadcrumb={useWayBack()} actions={buttons}>
      <kit.Stack gap="medium">
        {isAway && list.data.trouble !== null && (
          <kit.Message tone="error" title={t('away.title')}>
            {say(list.data.trouble)}
          </kit.Message>
        )}
        {actions.message}
        <kit.Tabs label={t('connection.tabs')} selected={tab in contents ? tab : 'overview'} onSelect={(id) => at(id)()} tabs={tabs} />
      </kit.Stack>
      {actions.dialogs}
    </Frame>
  );
}
