import { useEffect, useState } from 'react';
import type { AdminOutput, ConnectionView } from '../../admin-api/contract.ts';
import { problemOf, type Problem } from '../../machines/problem.ts';
import { useAnnouncement, useGround } from '../ground.tsx';

type Loaded = { readonly kind: 'loading' } | { readonly kind: 'rules'; readonly rules: AdminOutput<'rules'> } | { readonly kind: 'failed'; readonly problem: Problem };

/** The two scripts of this side, to be read. */
export function RulesTab({ connection }: { connection: ConnectionView }) {
  const { kit, page, t, say } = useGround();
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let left = false;
    void page.api.rules({ connectionId: connection.id }).then(
      (rules) => !left && setLoaded({ kind: 'rules', rules }),
      (caught: unknown) => !left && setLoaded({ kind: 'failed', problem: problemOf(caught) }),
    );
    return () => {
      left = true;
    };
    // Asked again when the connection changes its state: its rules are made when it becomes active.
  }, [page, connection.id, connection.state, attempt]);
  useAnnouncement(loaded.kind === 'failed' ? say(loaded.problem) : null);
  if (loaded.kind === 'loading') return <kit.Spinner label={t('loading')} />;
  if (loaded.kind === 'failed') {
    const again = (
      <kit.Button look="secondary" onClick={() => setAttempt(attempt + 1)}>
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
      <kit.Section label={t('rules.outgoing')}>
        <kit.Code label={t('rules.outgoing')} text={loaded.rules.outgoing} testId="rules-outgoing" />
      </kit.Section>
      <kit.Section label={t('rules.incoming')}>
        <kit.Code label={t('rules.incoming')} text={loaded.rules.incoming} testId="rules-incoming" />
      </kit.Section>
    </kit.Stack>
  );
}
