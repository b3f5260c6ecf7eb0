import type { Problem } from '../../machines/problem.ts';
import { useGround } from '../ground.tsx';
import { StepHeading } from '../wizard-frame.tsx';

/** What keeps from connecting, and where to put it right. Opened by the buttons, which stay focusable. */
export function MissingDialog(props: {
  wizard: 'initiate' | 'accept';
  missing: readonly Problem[];
  onAgain: () => void;
  onClose: () => void;
}) {
  const { kit, t, say, go } = useGround();
  const footer = (
    <kit.Row align="end" gap="small">
      <kit.Button look="secondary" onClick={props.onAgain} testId="missing-check-again">
        {t('missing.checkAgain')}
      </kit.Button>
      <kit.Button look="primary" onClick={() => go('settings')} testId="missing-settings">
        {t('missing.toSettings')}
      </kit.Button>
    </kit.Row>
  );
  return (
    <kit.Dialog
      title={t(props.wizard === 'initiate' ? 'connections.initiate' : 'connections.accept')}
      closeLabel={t('button.close')}
      onClose={props.onClose}
      footer={footer}
    >
      <kit.Stack gap="medium">
        <StepHeading step="missing">{t('missing.title')}</StepHeading>
        <kit.List items={props.missing.map((problem) => say(problem))} />
      </kit.Stack>
    </kit.Dialog>
  );
}
