import type { ConnectionView } from '../../admin-api/contract.ts';
import type { Verb } from '../../machines/action/table.ts';
import { useGround } from '../ground.tsx';
import type { Actions } from './use-actions.tsx';

const verbs: readonly Verb[] = ['confirm', 'activate', 'renew', 'revoke', 'decline', 'cancel', 'deactivate', 'delete'];
const dangerous: readonly Verb[] = ['revoke', 'decline', 'cancel', 'delete'];

/** A row's most likely next action as a button, the others in a menu. Read-only while the node is away. */
export function RowActions({ connection, actions, readOnly }: { connection: ConnectionView; actions: Actions; readOnly: boolean }) {
  const { kit, t, go } = useGround();
  if (readOnly) return null;
  const offered = verbs.filter((verb) => connection.actions.includes(verb));
  const isEditable = connection.state === 'active' || connection.state === 'deactivated';
  const edit = { id: 'edit', label: t('verb.edit'), onSelect: () => go(`connection/${connection.id}/settings`) };
  const inMenu = offered.filter((verb) => verb !== 'confirm' && verb !== 'activate');
  const items = inMenu.map((verb) => ({
    id: verb,
    label: t(`verb.${verb}`),
    danger: dangerous.includes(verb),
    onSelect: () => actions.want(verb, connection),
  }));
  return (
    <kit.Row gap="small">
      <FirstAction connection={connection} actions={actions} />
      {(isEditable || items.length > 0) && (
        <kit.Menu label={t('row.menu', { name: connection.name })} items={isEditable ? [edit, ...items] : items} testId="row-menu" />
      )}
    </kit.Row>
  );
}

function FirstAction({ connection, actions }: { connection: ConnectionView; actions: Actions }) {
  const { kit, t } = useGround();
  const busy = actions.busyWith === connection.id;
  const name = connection.name;
  if (connection.state === 'pending') {
    return (
      <kit.Button
        look="secondary"
        onClick={() => actions.copyCode(connection)}
        busy={busy}
        accessibleName={t('verb.copyCode.of', { name })}
        testId="row-copy-code"
      >
        {t('verb.copyCode')}
      </kit.Button>
    );
  }
  for (const verb of ['confirm', 'activate'] as const) {
    if (!connection.actions.includes(verb)) continue;
    return (
      <kit.Button
        look="secondary"
        onClick={() => actions.want(verb, connection)}
        busy={busy}
        accessibleName={t(`verb.${verb}.of`, { name })}
        testId={`row-${verb}`}
      >
        {t(`verb.${verb}`)}
      </kit.Button>
    );
  }
  return null;
}
