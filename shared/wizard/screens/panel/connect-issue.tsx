import { useState } from 'react';
import type { ConnectOfferView } from '../../admin-api/contract.ts';
import type { Choice } from '../../kit/kit.ts';
import { connectTable, startConnect } from '../../machines/connect/table.ts';
import { performConnect } from '../../machines/perform-issues.ts';
import { useAnnouncement, useGround, useMachine } from '../ground.tsx';
import { Question } from '../question.tsx';

interface ConnectIssueProps {
  readonly issueId: string;
  readonly offers: readonly ConnectOfferView[];
  readonly onDone: () => void;
}

/** Puts an issue that does not go out by itself under a connection's sync. For admins. */
export function ConnectIssue({ issueId, offers, onDone }: ConnectIssueProps) {
  const { kit, page, t, say, announce } = useGround();
  const [{ state, data }, send] = useMachine(
    connectTable,
    () => ({ state: 'idle', data: startConnect }),
    () =>
      performConnect(page.api, issueId, ({ offer }) => {
        announce(t('connect.done', { remote: offer.remoteShortName }));
        onDone();
      }),
  );
  const trouble = data.trouble === null ? null : say(data.trouble);
  useAnnouncement(trouble);
  const text = trouble ?? (data.done === null ? null : t('connect.done', { remote: data.done.remoteShortName }));
  const { offer } = data;
  return (
    <>
      {state === 'idle' && text !== null && (
        <kit.Message tone={trouble === null ? 'success' : 'error'}>
          <span data-testid="connect-outcome">{text}</span>
        </kit.Message>
      )}
      <Offers offers={offers} onWant={(wanted) => send({ type: 'want', offer: wanted })} />
      {offer !== null && state !== 'idle' && (
        <Question
          title={t('connect.ask.title', { remote: offer.remoteShortName })}
          confirmLabel={t('connect.ask.confirm')}
          cancelLabel={t('button.cancel')}
          busy={state === 'acting'}
          onConfirm={() => send({ type: 'sure' })}
          onCancel={() => send({ type: 'notSure' })}
        >
          <kit.Stack gap="small">
            <kit.Text>{t('connect.ask.text', { remote: offer.remoteShortName, name: offer.name })}</kit.Text>
            <kit.Text>{t('connect.ask.after')}</kit.Text>
          </kit.Stack>
        </Question>
      )}
    </>
  );
}

/** One is a button; of several, one is searched for by its name or by the other side's. */
function Offers({ offers, onWant }: { offers: readonly ConnectOfferView[]; onWant: (offer: ConnectOfferView) => void }) {
  const { kit, t } = useGround();
  const [query, setQuery] = useState('');
  const [only, ...others] = offers;
  if (only === undefined) return null;
  if (others.length === 0) {
    return (
      <kit.Row>
        <kit.Button look="secondary" onClick={() => onWant(only)} testId="connect">
          {t('connect.one', { name: only.name })}
        </kit.Button>
      </kit.Row>
    );
  }
  const fits = ({ name, remoteShortName }: ConnectOfferView): boolean =>
    `${name} ${remoteShortName}`.toLowerCase().includes(query.trim().toLowerCase());
  const toChoice = ({ connectionId, name, remoteShortName }: ConnectOfferView): Choice => ({
    value: connectionId,
    label: name,
    hint: remoteShortName,
  });
  const choose = (choice: Choice | null): void => {
    const chosen = offers.find(({ connectionId }) => connectionId === choice?.value);
    setQuery('');
    if (chosen !== undefined) onWant(chosen);
  };
  return (
    <kit.Combobox
      id="connect"
      label={t('connect.several')}
      hint={t('connect.several.hint')}
      value={null}
      query={query}
      onQuery={setQuery}
      options={offers.filter(fits).map(toChoice)}
      loading={false}
      emptyText={t('connect.none')}
      loadingText={t('loading')}
      onChange={choose}
    />
  );
}
