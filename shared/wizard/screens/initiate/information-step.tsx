import type { InformationField } from '../../machines/initiate/data.ts';
import { nameLimit, shortNameLimit } from '../../machines/names.ts';
import { fieldError } from '../field-error.ts';
import { useGround } from '../ground.tsx';
import { StepHeading } from '../wizard-frame.tsx';
import { AskFirst } from './ask-first.tsx';
import { Trouble } from './trouble.tsx';
import type { StepProps } from './wizard.tsx';

const order: readonly InformationField[] = ['localShortName', 'remoteShortName', 'name', 'description'];

/** Step 2: what the two instances and the connection are called. */
export function InformationStep({ state, data, send, position }: StepProps) {
  const { kit, t, say } = useGround();
  const firstBad = order.find((field) => data.problems[field] !== undefined);
  const field = (name: InformationField) => ({
    id: `initiate-${name}`,
    label: t(`initiate.${name}`),
    value: data.fields[name],
    onChange: (text: string) => send({ type: 'typed', field: name, text }),
    ...fieldError(say, data.problems[name], data.refusals, firstBad === name),
  });
  const next = (): void => send({ type: 'next' });
  return (
    <kit.Stack gap="large">
      <StepHeading step="information" position={position}>
        {t('initiate.information')}
      </StepHeading>
      <kit.Text tone="subtle">{t('required.note')}</kit.Text>
      <kit.TextField
        {...field('localShortName')}
        required
        hint={t('initiate.localShortName.hint')}
        onEnter={next}
        maxLength={shortNameLimit + 20}
      />
      <kit.TextField
        {...field('remoteShortName')}
        required
        help={{ label: t('initiate.remoteShortName.help.label'), text: t('initiate.remoteShortName.help') }}
        onEnter={next}
        maxLength={shortNameLimit + 20}
      />
      <kit.TextField {...field('name')} required hint={t('initiate.name.hint')} onEnter={next} maxLength={nameLimit} />
      <kit.TextArea {...field('description')} rows={3} />
      {!data.self.projectStep && <AskFirst data={data} send={send} />}
      <Trouble data={data} isBusy={state === 'initiating'} />
    </kit.Stack>
  );
}
