import { useState } from 'react';
import type { Home } from '../admin-api/contract.ts';
import { performSettings } from '../machines/perform.ts';
import { settingsTable, startSettings, type SettingsData, type SettingsEvent } from '../machines/settings/table.ts';
import { hostName } from '../texts/hosts.ts';
import { CopyButton } from './copy-button.tsx';
import type { KnownSession } from './entente-admin.tsx';
import { fieldError } from './field-error.ts';
import { Frame } from './frame.tsx';
import { useAnnouncement, useGround, useMachine } from './ground.tsx';
import { NewToken } from './new-token.tsx';

/** *General settings*: what partners see of this instance, and whether they can call it. */
export function SettingsPage({ session, onSaved }: { session: KnownSession; onSaved: () => void }) {
  const { kit, page, t } = useGround();
  // Each is a form of its own: a secret that was taken is in none of them.
  const [taken, setTaken] = useState(0);
  const hasToken = page.setup !== undefined && page.setup !== null;
  return (
    <Frame title={t('settings.title')} current="settings">
      <kit.Stack gap="large">
        <Address home={session.home} />
        <SettingsForm home={session.home} onSaved={onSaved} />
        {hasToken && <NewToken key={taken} isTaken={taken > 0} onTaken={() => setTaken(taken + 1)} />}
        <About home={session.home} />
      </kit.Stack>
    </Frame>
  );
}

function Address({ home: { node } }: { home: Home }) {
  const { kit, t } = useGround();
  if (node.baseUrl === null) return <kit.Message tone="info">{t('settings.url.none')}</kit.Message>;
  return (
    <kit.Stack gap="small">
      <kit.CodeField id="entente-url" label={t('settings.url')} hint={t('settings.url.hint')} value={node.baseUrl} />
      <CopyButton text={node.baseUrl} label={t('settings.url.copy')} testId="copy-entente-url" />
    </kit.Stack>
  );
}

function SettingsForm({ home, onSaved }: { home: Home; onSaved: () => void }) {
  const { kit, page, t, say, announce } = useGround();
  const [{ state, data }, send] = useMachine(
    settingsTable,
    () => ({ state: 'editing', data: startSettings(home) }),
    () =>
      performSettings(page, () => {
        announce(t('announce.saved'));
        onSaved();
      }),
  );
  const reach = data.reach === null ? null : data.reach === 'ok' ? t('settings.check.ok') : say(data.reach);
  useAnnouncement(data.trouble === null ? reach : say(data.trouble));
  return (
    <kit.Stack gap="medium">
      <Inputs data={data} send={send} />
      {data.trouble !== null && <kit.Message tone="error">{say(data.trouble)}</kit.Message>}
      {reach !== null && <kit.Message tone={data.reach === 'ok' ? 'success' : 'warning'}>{reach}</kit.Message>}
      <kit.Row gap="small">
        <kit.Button look="primary" onClick={() => send({ type: 'save' })} busy={state === 'saving'} testId="settings-save">
          {t('button.save')}
        </kit.Button>
        {home.visibility === 'public' && (
          <kit.Button look="secondary" onClick={() => send({ type: 'check' })} busy={state === 'checking'} testId="check-reachability">
            {t('settings.check')}
          </kit.Button>
        )}
      </kit.Row>
    </kit.Stack>
  );
}

function Inputs({ data, send }: { data: SettingsData; send: (event: SettingsEvent) => void }) {
  const { kit, t, say } = useGround();
  return (
    <>
      <kit.TextField
        id="instance-name"
        label={t('settings.name')}
        required
        hint={t('settings.name.hint')}
        {...fieldError(say, data.problems.name, data.refusals)}
        value={data.name}
        onChange={(text) => send({ type: 'named', name: text })}
        onEnter={() => send({ type: 'save' })}
      />
      <kit.Cards
        id="visibility"
        label={t('settings.visibility')}
        {...fieldError(say, data.problems.visibility, data.refusals)}
        value={data.visibility}
        onChange={(value) => send({ type: 'visibilityChosen', visibility: value === 'private' ? 'private' : 'public' })}
        cards={[
          { value: 'public', title: t('settings.public'), points: [t('settings.public.1')] },
          { value: 'private', title: t('settings.private'), points: [t('settings.private.1'), t('settings.private.2')] },
        ]}
      />
    </>
  );
}

function About({ home }: { home: Home }) {
  const { kit, t } = useGround();
  const { node } = home;
  return (
    <kit.Section label={t('settings.about')}>
      <kit.Facts
        facts={[
          { label: t('settings.product'), value: <kit.HostIcon nodeType={node.nodeType} label={hostName(node.nodeType)} /> },
          { label: t('settings.tracker'), value: node.issueTrackerUrl },
          { label: t('settings.version'), value: node.nodeVersion },
          { label: t('settings.licence'), value: t(home.licensed ? 'settings.licensed' : 'settings.unlicensed') },
        ]}
      />
    </kit.Section>
  );
}
