import { fieldError } from '../field-error.ts';
import { useGround } from '../ground.tsx';
import { ProjectField } from '../project-field.tsx';
import { StepHeading } from '../wizard-frame.tsx';
import { Trouble } from './trouble.tsx';
import type { AcceptStepProps } from './wizard.tsx';

/** Step 2: where issues from the inviter are created, and what the default rules sync. */
export function ProjectStep({ data, send }: AcceptStepProps) {
  const { kit, t, say } = useGround();
  return (
    <kit.Stack gap="large">
      <StepHeading step="project" position={{ at: 2, of: 2 }}>
        {t('accept.project')}
      </StepHeading>
      <kit.Text>{t('accept.project.rules')}</kit.Text>
      <ProjectField
        id="project"
        value={data.project}
        {...fieldError(say, data.problems.projectId, data.refusals)}
        onChange={(project) => send({ type: 'projectChosen', project })}
      />
      <kit.Text>{data.project === null ? t('project.sends.any') : t('project.sends', { project: data.project.name })}</kit.Text>
      <Trouble data={data} send={send} isBusy={false} busyText="" />
    </kit.Stack>
  );
}
