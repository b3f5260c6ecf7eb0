import { useEffect, useRef, type ReactNode } from 'react';
import { useGround } from './ground.tsx';

/** The frame both wizards share: the title to the last step, ×, and the question before entries are thrown away. */
export function WizardFrame(props: {
  title: string;
  footer: ReactNode;
  onClose: () => void;
  discard: { onDiscard: () => void; onKeep: () => void } | null;
  children: ReactNode;
}) {
  const { kit, t } = useGround();
  return (
    <>
      <kit.Dialog title={props.title} closeLabel={t('button.close')} onClose={props.onClose} footer={props.footer} width="large">
        {props.children}
      </kit.Dialog>
      {props.discard !== null && (
        <kit.Confirm
          title={t('discard.title')}
          confirmLabel={t('discard.confirm')}
          cancelLabel={t('discard.cancel')}
          danger
          onConfirm={props.discard.onDiscard}
          onCancel={props.discard.onKeep}
        >
          <kit.Text>{t('discard.text')}</kit.Text>
        </kit.Confirm>
      )}
    </>
  );
}

/** A step's heading, which takes focus when the step begins. */
export function StepHeading({ step, position, children }: { step: string; position?: { at: number; of: number }; children: ReactNode }) {
  const { kit, t, format } = useGround();
  return (
    <kit.Stack gap="small">
      {position !== undefined && (
        <kit.Text tone="subtle">{t('initiate.step', { at: format.count(position.at), of: format.count(position.of) })}</kit.Text>
      )}
      <kit.Heading level={2} takesFocus focusKey={step}>
        {children}
      </kit.Heading>
    </kit.Stack>
  );
}

/** Tells the parent once, after a render, that the machine has come to a state: hosts take their time to leave the page. */
export function useOnReached(present: string, wanted: string, onReached: () => void): void {
  const told = useRef(false);
  useEffect(() => {
    if (present !== wanted || told.current) return;
    told.current = true;
    onReached();
  }, [present, wanted, onReached]);
}
