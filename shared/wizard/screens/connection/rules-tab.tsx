import { useEffect, useState } from 'react';
import type { AdminOutput, ConnectionView } from '../../admin-api/contract.ts';
import { problemOf, type Problem } from '../../machines/problem.ts';
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
    const again = (
      <kit.Button look="secondary" onClick={onAgain}>
        {t('button.tryAgain')}
      </kit.Button>
    );
    return (
      <kit.Message tone="error" actions={again}>
        {say(loaded.problem)}
      </kit.Message>
    );
  }
  if (loaded.rules === null) return <kit.Text>{t('rules.none')}</kit.Text>;
  return (
    <kit.Stack gap="large">
      <kit.Message tone="info">{t(connection.mode === 'BASIC' ? 'rules.basic' : 'rules.later')}</kit.Message>
      <kit.Stack gap="small">
        <kit.Heading level={2}>{t('rules.outgoing')}</kit.Heading>
        <kit.Code label={t('rules.outgoing')} text={loaded.rules.outgoing} testId="rules-outgoing" />
      </kit.Stack>
      <kit.Stack gap="small">
        <kit.Heading level={2}>{t('rules.incoming')}</kit.Heading>
        <kit.Code label={t('rules.incoming')} text={loaded.rules.incoming} testId="rules-incoming" />
      </kit.Stack>
    </kit.Stack>
  );
}
