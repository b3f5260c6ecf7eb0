import type { ConnectionView, Home } from '../../admin-api/contract.ts';
import { editTable, startEdit, type EditData, type EditEvent, type EditField } from '../../machines/edit/table.ts';
import { performEdit } from '../../machines/perform.ts';
import type { Actions } from '../actions/use-actions.tsx';
import { fieldError } from '../field-error.ts';
import { useAnnouncement, useGround, useMachine } from '../ground.tsx';
import { OptionField } from './option-field.tsx';
import { ProjectField } from '../project-field.tsx';

interface SettingsTabProps {
  readonly connection: ConnectionView;
  readonly home: Home;
  readonly actions: Actions;
  readonly readOnly: boolean;
  readonly onSaved: () => void;
}

const fields: readonly EditField[] = ['localShortName', 'remoteShortName', 'description'];

export function SettingsTab({ connection, home, actions, readOnly, onSaved }: SettingsTabProps) {
  const { kit, t } = useGround();
  return (
    <kit.Stack gap="large">
      <EditForm connection={connection} home={home} readOnly={readOnly} onSaved={onSaved} />
      <kit.Divider />
      {!readOnly && <StateButtons connection={connection} actions={actions} />}
      {readOnly && <kit.Text tone="subtle">{t('away.title')}</kit.Text>}
    </kit.Stack>
  );
}

function EditForm({ connection, home, readOnly, onSaved }: Omit<SettingsTabProps, 'actions'>) {
  const { kit, page, t, say, announce } = useGround();
  const [{ state, data }, send] = useMachine(
    editTable,
    () => ({
      state: 'editing',
      data: startEdit(
        connection,
        home.projectStep || home.options.length > 0,
        home.options.map(({ key }) => key),
      ),
    }),
    () =>
      performEdit(page, () => {
        announce(t('announce.saved'));
        onSaved();
      }),
  );
  useAnnouncement(data.trouble === null ? null : say(data.trouble));
  return (
    <kit.Stack gap="medium">
      <kit.Heading level={2}>{t('edit.title')}</kit.Heading>
      <kit.Text tone="subtle">{t('edit.text')}</kit.Text>
      {data.asksForProject && (
        <ProjectField
          id="connection-project"
          value={data.project}
          {...fieldError(say, data.problems.projectId, data.refusals)}
          onChange={(project) => send({ type: 'projectChosen', project })}
        />
      )}
      <Options options={home.options} data={data} send={send} />
      <Labels data={data} send={send} />
      {data.trouble !== null && <kit.Message tone="error">{say(data.trouble)}</kit.Message>}
      <kit.Row>
        <kit.Button
          look="primary"
          onClick={() => send({ type: 'save' })}
          busy={state === 'saving'}
          unavailable={readOnly}
          testId="connection-save"
        >
          {t('button.save')}
        </kit.Button>
      </kit.Row>
    </kit.Stack>
  );
}

/** What the host has besides the project, in the host's own words. */
function Options({ options, data, send }: { options: Home['options']; data: EditData; send: (event: EditEvent) => void }) {
  const { kit, say } = useGround();
  return options.map((option) => {
    const { key, label, hint, looksUp } = option;
    const field = {
      value: data.options?.[key] ?? '',
      onChange: (text: string) => send({ type: 'optionTyped', key, text }),
      ...fieldError(say, data.problems[`options.${key}`], data.refusals),
    };
    return looksUp ? (
      <OptionField key={key} option={option} {...field} />
    ) : (
      <kit.TextField key={key} id={`connection-option-${key}`} label={label} hint={hint} {...field} />
    );
  });
}

/** This side's short names and description. */
function Labels({ data, send }: { data: EditData; send: (event: EditEvent) => void }) {
  const { kit, t, say } = useGround();
  const firstBad = data.problems.projectId === undefined ? fields.find((name) => data.problems[name] !== undefined) : undefined;
  const field = (name: EditField) => ({
    id: `connection-${name}`,
    label: t(`edit.${name}`),
    value: data.fields[name],
    onChange: (text: string) => send({ type: 'typed', field: name, text }),
    ...fieldError(say, data.problems[name], data.refusals, firstBad === name),
  });
  return (
    <>
      <kit.TextField {...field('localShortName')} required />
      <kit.TextField {...field('remoteShortName')} required />
      <kit.TextArea {...field('description')} rows={3} />
    </>
  );
}

function StateButtons({ connection, actions }: { connection: ConnectionView; actions: Actions }) {
  const { kit, t } = useGround();
  const busy = actions.busyWith === connection.id;
  return (
    <kit.Stack gap="medium">
      <kit.Heading level={2}>{t('edit.state')}</kit.Heading>
      {(['activate', 'deactivate', 'delete'] as const)
        .filter((verb) => connection.actions.includes(verb))
        .map((verb) => (
          <kit.Stack key={verb} gap="small">
            <kit.Text tone="subtle">{t(verb === 'delete' ? 'edit.delete.text' : 'edit.deactivate.text')}</kit.Text>
            <kit.Row>
              <kit.Button
                look={verb === 'delete' ? 'danger' : 'secondary'}
                onClick={() => actions.want(verb, connection)}
                busy={busy}
                testId={`connection-${verb}`}
              >
                {t(`edit.${verb}`)}
              </kit.Button>
            </kit.Row>
          </kit.Stack>
        ))}
    </kit.Stack>
  );
}
