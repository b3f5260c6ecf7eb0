import type { ComponentProps } from 'react';
import type { Kit } from '../kit/kit.ts';
import { useReturnFocus } from '../kit/use-return-focus.ts';
import { useGround } from './ground.tsx';

/** Over everything on a page of its own. In a frame that is as high as its content a dialog would be cut off: there it stands in its place. */
export function Question(props: ComponentProps<Kit['Confirm']>) {
  const { kit, inFrame } = useGround();
  return inFrame ? <InPlace {...props} /> : <kit.Confirm {...props} />;
}

function InPlace({
  title,
  confirmLabel,
  cancelLabel,
  danger = false,
  busy = false,
  onConfirm,
  onCancel,
  children,
}: ComponentProps<Kit['Confirm']>) {
  const { kit } = useGround();
  useReturnFocus();
  return (
    <kit.Message
      tone={danger ? 'warning' : 'info'}
      actions={
        <>
          <kit.Button look={danger ? 'danger' : 'primary'} onClick={onConfirm} busy={busy} testId="question-sure">
            {confirmLabel}
          </kit.Button>
          <kit.Button look="secondary" onClick={onCancel} testId="question-not-sure">
            {cancelLabel}
          </kit.Button>
        </>
      }
    >
      <kit.Stack gap="small">
        <kit.Heading level={3} takesFocus>
          {title}
        </kit.Heading>
        {children}
      </kit.Stack>
    </kit.Message>
  );
}
