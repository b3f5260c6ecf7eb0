import { fieldError } from '../field-error.ts';
import { useGround } from '../ground.tsx';
import { ProjectField } from '../project-field.tsx';
import { StepHeading } from '../wizard-frame.tsx';
import { AskFirst } from './ask-first.tsx';
import { Trouble } from './trouble.tsx';
import type { StepProps } from './wizard.tsx';

/** Step 3: where incoming issues go, and whether the connection waits for a confirmation. */
export function ProjectStep({ state, data, send, position }: StepProps) {
  const { kit, t, say } = useGround();
  return (
    <kit.Stack gap="large">
      <StepHeading step="project" position={position}>
        {t('initiate.project')}
      </StepHeading>
      <ProjectField
        id="project"
        value={data.project}
        {...fieldError(say, data.problems.projectId, data.refusals)}
        onChange={(project) => send({ type: 'projectChosen', project })}
      />
      <kit.Text>{data.project === null ? t('project.sends.any') : t('project.sends', { project: data.project.name })}</kit.Text>
      <AskFirst data={data} send={send} />
      <Trouble data={data} isBusy={state === 'initiating'} />
    </kit.Stack>
  );
}
