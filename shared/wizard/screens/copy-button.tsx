import { useState } from 'react';
import { tryCopy } from '../machines/perform.ts';
import { useGround } from './ground.tsx';

/** Copies a text and says so; where the browser refuses, asks to copy by hand. */
export function CopyButton({
  text,
  label,
  look = 'secondary',
  testId,
}: {
  text: string;
  label: string;
  look?: 'primary' | 'secondary';
  testId?: string;
}) {
  const { kit, page, t, announce } = useGround();
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  const copy = async (): Promise<void> => {
    const done = await tryCopy(page, text);
    setOutcome(done ? 'copied' : 'failed');
    announce(t(done ? 'announce.copied' : 'copy.failed'));
  };
  return (
    <kit.Row gap="small">
      <kit.Button look={look} onClick={() => void copy()} {...(testId === undefined ? {} : { testId })}>
        {label}
      </kit.Button>
      {outcome === 'copied' && <kit.Status tone="good">{t('announce.copied')}</kit.Status>}
      {outcome === 'failed' && <kit.Text>{t('copy.failed')}</kit.Text>}
    </kit.Row>
  );
}
