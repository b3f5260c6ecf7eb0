import type { ReactNode } from 'react';
import type { ConnectionView, Home } from '../../admin-api/contract.ts';
import type { ListData, ListState } from '../../machines/list/table.ts';
import type { Now } from '../../machines/machine.ts';
import type { Actions } from '../actions/use-actions.tsx';
import { RowActions } from '../actions/row-actions.tsx';
import { useGround, type Ground } from '../ground.tsx';
import { hostOfSide } from '../sides.tsx';
import { StatusCell } from './status-cell.tsx';

/** Eleven facts in nine columns: the address stands under the remote side, public or private under the mode. */
const columns = ['name', 'local', 'remote', 'mode', 'status', 'issues', 'exchange', 'errors', 'actions'] as const;
type Column = (typeof columns)[number];
/** What a phone can do without; the connection's own page has all of it. */
const hiddenOnNarrow: readonly Column[] = ['mode', 'exchange'];

export function ConnectionsTable({ home, list, actions }: { home: Home; list: Now<ListState, ListData>; actions: Actions }) {
  const ground = useGround();
  const { kit, t } = ground;
  const now = list.data.seenAt ?? 0;
  return (
    <kit.Table
      label={t('connections.table')}
      columns={columns.map((id) => ({ id, title: t(`column.${id}`), hideOnNarrow: hiddenOnNarrow.includes(id), rowHeader: id === 'name' }))}
      rows={list.data.connections.map((connection) => ({
        id: connection.id,
        testId: `connection-${connection.name}`,
        cells: cellsOf(
          connection,
          home,
          ground,
          now,
          <RowActions connection={connection} actions={actions} readOnly={list.state === 'away'} />,
        ),
      }))}
      loading={list.state === 'loading'}
      loadingText={t('connections.loading')}
      empty={list.state === 'ready' ? <Empty /> : null}
    />
  );
}

function cellsOf(
  connection: ConnectionView,
  home: Home,
  { kit, t, go, format }: Ground,
  now: number,
  actions: ReactNode,
): { readonly [C in Column]: ReactNode } {
  const { counts, lastExchangeAt, partner } = connection;
  return {
    name: (
      <kit.Link onClick={() => go(`connection/${connection.id}/overview`)} testId="connection-name">
        {connection.name}
      </kit.Link>
    ),
    local: <kit.HostIcon nodeType={home.node.nodeType} label={connection.localShortName} />,
    remote: (
      <kit.Stack gap="small">
        <kit.HostIcon nodeType={partner?.nodeType ?? 'UNKNOWN'} label={connection.remoteShortName} />
        <kit.Text tone="subtle">{hostOfSide(connection) ?? t('unknown')}</kit.Text>
      </kit.Stack>
    ),
    mode: (
      <kit.Stack gap="small">
        <kit.Text>{t(`mode.${connection.mode}`)}</kit.Text>
        <kit.Text tone="subtle">{t(`type.${connection.type}`)}</kit.Text>
      </kit.Stack>
    ),
    status: <StatusCell connection={connection} />,
    issues: format.count(counts.twins),
    exchange: lastExchangeAt === null ? t('never') : format.ago(lastExchangeAt, now),
    errors: format.count(counts.errors),
    actions,
  };
}

function Empty() {
  const { kit, t } = useGround();
  return (
    <kit.Stack gap="small">
      <kit.Heading level={2}>{t('connections.empty.title')}</kit.Heading>
      <kit.Text>{t('connections.empty.text')}</kit.Text>
    </kit.Stack>
  );
}
