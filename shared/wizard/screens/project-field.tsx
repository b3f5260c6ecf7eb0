import { useEffect } from 'react';
import type { ProjectView } from '../admin-api/contract.ts';
import type { Choice } from '../kit/kit.ts';
import { performPicker } from '../machines/perform.ts';
import { hasNothingToChoose, pickerTable, startPicker } from '../machines/picker/table.ts';
import { useAnnouncement, useGround, useMachine } from './ground.tsx';

interface ProjectFieldProps {
  readonly id: string;
  readonly value: { readonly id: string; readonly name: string } | null;
  readonly error: string | null;
  readonly focusKey: string | null;
  readonly onChange: (project: ProjectView | null) => void;
}

/** A searchable choice of the host's own projects, only those where Entente may create issues. */
export function ProjectField({ id, value, error, focusKey, onChange }: ProjectFieldProps) {
  const { kit, page, t, say } = useGround();
  const [{ state, data }, send] = useMachine(
    pickerTable,
    () => ({ state: 'idle', data: startPicker }),
    () => performPicker(page),
  );
  useEffect(() => send({ type: 'reload' }), [send]);
  useAnnouncement(state === 'failed' && data.trouble !== null ? say(data.trouble) : null);
  const options: readonly Choice[] = data.items.map((project) => toChoice(project, t('project.locked')));
  const choose = (choice: Choice | null): void => {
    const project = choice === null ? null : (data.items.find((item) => item.id === choice.value) ?? null);
    if (project === null || project.canCreate) onChange(project);
  };
  const reload = (
    <kit.Button look="secondary" onClick={() => send({ type: 'reload' })}>
      {t('button.reload')}
    </kit.Button>
  );
  return (
    <kit.Stack gap="medium">
      <kit.Combobox
        id={id}
        label={t('project.label')}
        required
        hint={t('project.search')}
        error={error}
        focusKey={focusKey}
        value={value === null ? null : { value: value.id, label: value.name }}
        query={data.query}
        onQuery={(query) => send({ type: 'typed', query })}
        options={options}
        loading={state === 'searching'}
        emptyText={t('project.none')}
        loadingText={t('project.loading')}
        more={state === 'shown' && data.next !== null ? { label: t('project.more'), onMore: () => send({ type: 'more' }) } : null}
        onChange={choose}
      />
      {state === 'failed' && data.trouble !== null && (
        <kit.Message tone="error" title={t('project.failed.title')} actions={reload}>
          {say(data.trouble)}
        </kit.Message>
      )}
      {hasNothingToChoose(state, data) && (
        <kit.Message tone="warning" title={t('project.nothing.title')} actions={reload}>
          {t('project.nothing.text')}
        </kit.Message>
      )}
    </kit.Stack>
  );
}

function toChoice(project: ProjectView, locked: string): Choice {
  if (!project.canCreate) return { value: project.id, label: project.name, hint: locked, disabled: true };
  return { value: project.id, label: project.name, ...(project.key === project.name ? {} : { hint: project.key }) };
}
