import { useEffect, useState } from 'react';
import type { AdminOutput, ConnectionView } from '../../admin-api/contract.ts';
import { problemOf, type Problem } from '../../machines/problem.ts';
import { AgainButton } from '../again-button.tsx';
import { useAnnouncement, useGround } from '../ground.tsx';

type Loaded =
  | { readonly kind: 'loading' }
  | { readonly kind: 'rules'; readonly rules: AdminOutput<'rules'> }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** The two scripts of this side, to be read. Asked for again when the connection changes its state, which is when they are made. */
export function RulesTab({ connection }: { connection: ConnectionView }) {
  const [attempt, setAttempt] = useState(0);
  return <Scripts key={`${connection.state}-${String(attempt)}`} connection={connection} onAgain={() => setAttempt(attempt + 1)} />;
}

function Scripts({ connection, onAgain }: { connection: ConnectionView; onAgain: () => void }) {
  const { kit, page, t, say } = useGround();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    let left = false;
    const show = (now: Loaded): void => {
      if (!left) setLoaded(now);
    };
    void page.api.rules({ connectionId: connection.id }).then(
      (rules) => show({ kind: 'rules', rules }),
      (caught: unknown) => show({ kind: 'failed', problem: problemOf(caught) }),
    );
    return () => {
      left = true;
    };
  }, [page, connection.id]);
  useAnnouncement(loaded.kind === 'failed' ? say(loaded.problem) : null);
  if (loaded.kind === 'loading') return <kit.Spinner label={t('loading')} />;
  if (loaded.kind === 'failed') {
    return (
      <kit.Message tone="error" actions={<AgainButton label={t('button.tryAgain')} onClick={onAgain} />}>
        {say(loaded.problem)}
      </kit.Message>
    );
  }
  if (loaded.rules === null) return <kit.Text>{t('rules.none')}</kit.Text>;
  return (
    <kit.Stack gap="large">
      <kit.Message tone="info">{t(connection.mode === 'BASIC' ? 'rules.basic' : 'rules.later')}</kit.Message>
      <Script title={t('rules.outgoing')} text={loaded.rules.outgoing} testId="rules-outgoing" />
      <Script title={t('rules.incoming')} text={loaded.rules.incoming} testId="rules-incoming" />
    </kit.Stack>
  );
}

function Script({ title, text, testId }: { title: string; text: string; testId: string }) {
  const { kit } = useGround();
  return (
    <kit.Stack gap="small">
      <kit.Heading level={2}>{title}</kit.Heading>
      <kit.Code label={title} text={text} testId={testId} />
    </kit.Stack>
  );
}
