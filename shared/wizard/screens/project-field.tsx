import { useEffect } from 'react';
import type { ProjectView } from '../admin-api/contract.ts';
import type { Choice } from '../kit/kit.ts';
import { performPicker, searchProjects } from '../machines/perform.ts';
import { hasNothingToChoose, pickerTable, startPicker, type PickerData, type PickerState } from '../machines/picker/table.ts';
import { AgainButton } from './again-button.tsx';
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
  const { kit, page, t } = useGround();
  const [{ state, data }, send] = useMachine(
    pickerTable,
    () => ({ state: 'idle', data: startPicker }),
    () => performPicker(searchProjects(page)),
  );
  useEffect(() => send({ type: 'reload' }), [send]);
  const choose = (choice: Choice | null): void => {
    const project = data.items.find((item) => item.id === choice?.value) ?? null;
    if (project === null || project.canCreate) onChange(project);
  };
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
        options={data.items.map((project) => toChoice(project, t('project.locked')))}
        loading={state === 'searching'}
        emptyText={t('project.none')}
        loadingText={t('project.loading')}
        more={state === 'shown' && data.next !== null ? { label: t('project.more'), onMore: () => send({ type: 'more' }) } : null}
        onChange={choose}
      />
      <Obstacle state={state} data={data} onReload={() => send({ type: 'reload' })} />
    </kit.Stack>
  );
}

function toChoice(project: ProjectView, locked: string): Choice {
  if (!project.canCreate) return { value: project.id, label: project.name, hint: locked, disabled: true };
  return { value: project.id, label: project.name, ...(project.key === project.name ? {} : { hint: project.key }) };
}

/** Why there is nothing to choose: the search failed, or a permission is missing. */
function Obstacle({ state, data, onReload }: { state: PickerState; data: PickerData; onReload: () => void }) {
  const { kit, t, say } = useGround();
  const failure = state === 'failed' && data.trouble !== null ? say(data.trouble) : null;
  useAnnouncement(failure);
  const reload = <AgainButton label={t('button.reload')} onClick={onReload} />;
  if (failure !== null) {
    return (
      <kit.Message tone="error" title={t('project.failed.title')} actions={reload}>
        {failure}
      </kit.Message>
    );
  }
  if (!hasNothingToChoose(state, data)) return null;
  return (
    <kit.Message tone="warning" title={t('project.nothing.title')} actions={reload}>
      {t('project.nothing.text')}
    </kit.Message>
  );
}
