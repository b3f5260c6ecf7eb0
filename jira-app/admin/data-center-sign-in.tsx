/** What the page that the companion serves asks first: which Jira, and a token of the user's own. */
import { useState } from 'react';
import { callCompanion } from '@entente/wizard';
import { kit } from './kit/index.ts';
import { instanceOf, type Session } from './data-center-session.ts';
import { texts } from './data-center-texts.ts';

type Field = 'jira' | 'token';
interface Problem {
  readonly field: Field;
  readonly text: string;
}

/** The address without what follows Jira's own context path; null where it is none. */
function readAddress(text: string): string | null {
  const typed = text.includes('://') ? text.trim() : `https://${text.trim()}`;
  if (!URL.canParse(typed)) return null;
  const { origin, pathname } = new URL(typed);
  return origin + pathname.replace(/\/+$/, '');
}

async function check(companion: string, session: Session): Promise<Problem | null> {
  const access = { instance: instanceOf(session.jira), token: () => Promise.resolve(session.token), current: { address: companion } };
  try {
    const { status } = await callCompanion(access, 'GET', 'pairing', null);
    if (status === 401) return { field: 'token', text: texts.refused };
    return status < 500 ? null : { field: 'jira', text: texts.unreachable };
  } catch {
    return { field: 'jira', text: texts.unreachable };
  }
}

export function SignIn({ companion, onDone }: { companion: string; onDone: (session: Session) => void }) {
  const [jira, setJira] = useState('');
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tries, setTries] = useState(0);
  const [isBusy, setIsBusy] = useState(false);
  const refuse = (found: Problem) => {
    setProblem(found);
    setTries((count) => count + 1);
  };
  const submit = async (): Promise<void> => {
    const address = readAddress(jira);
    if (jira.trim() === '') return refuse({ field: 'jira', text: texts.missing });
    if (address === null) return refuse({ field: 'jira', text: texts.notAnAddress });
    if (token.trim() === '') return refuse({ field: 'token', text: texts.missing });
    setIsBusy(true);
    const session = { jira: address, token: token.trim() };
    const found = await check(companion, session);
    setIsBusy(false);
    if (found === null) onDone(session);
    else refuse(found);
  };
  const errorOf = (field: Field) =>
    problem?.field === field ? { error: problem.text, focusKey: String(tries) } : { error: null, focusKey: null };
  const next = () => void submit();
  return (
    <kit.Page title={texts.title}>
      <kit.Stack gap="large">
        <kit.Text>{texts.intro}</kit.Text>
        <kit.TextField
          id="sign-in-jira"
          kind="url"
          label={texts.jira}
          required
          hint={texts.jiraHint}
          value={jira}
          onChange={setJira}
          onEnter={next}
          {...errorOf('jira')}
        />
        <kit.TextField
          id="sign-in-token"
          kind="password"
          label={texts.token}
          required
          hint={texts.tokenHint}
          value={token}
          onChange={setToken}
          onEnter={next}
          {...errorOf('token')}
        />
        <kit.Button look="primary" onClick={next} busy={isBusy} testId="sign-in-next">
          {texts.next}
        </kit.Button>
        <kit.Announcer message={problem?.text ?? ''} />
      </kit.Stack>
    </kit.Page>
  );
}
