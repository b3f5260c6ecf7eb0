import { useGround } from '../ground.tsx';
import type { StepProps } from './wizard.tsx';

/** *Ask me before activating*: without a URL whoever holds the code could accept it. */
export function AskFirst({ data, send }: Pick<StepProps, 'data' | 'send'>) {
  const { kit, t } = useGround();
  return (
    <kit.Checkbox
      id="ask-before-activating"
      label={t('initiate.ask')}
      hint={t(data.withoutUrl ? 'initiate.ask.hint.noUrl' : 'initiate.ask.hint')}
      checked={data.ask}
      onChange={(ask) => send({ type: 'askChosen', ask })}
    />
  );
}
