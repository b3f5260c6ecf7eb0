import type { ConnectionView, FlowView, Home } from '../../admin-api/contract.ts';
import { StatusCell } from '../connections/status-cell.tsx';
import { useGround } from '../ground.tsx';
import { NodeFacts, SecurityNumber } from '../sides.tsx';
import { Flow } from './flow.tsx';

interface OverviewProps {
  readonly connection: ConnectionView;
  readonly home: Home;
  readonly now: number;
  readonly flow: FlowView | null;
  readonly onSettings: () => void;
}

export function Overview({ connection, home, now, flow, onSettings }: OverviewProps) {
  const { kit, t, format } = useGround();
  const { partner, securityNumber, trouble } = connection;
  return (
    <kit.Stack gap="large">
      <kit.Section label={t('overview.status')}>
        <kit.Stack gap="small">
          <StatusCell connection={{ ...connection, securityNumber: null }} />
          {trouble !== null && <kit.Text tone="subtle">{t('overview.trouble', { time: format.time(trouble.since) })}</kit.Text>}
        </kit.Stack>
      </kit.Section>
      <WhatIsSent connection={connection} home={home} onSettings={onSettings} />
      <Flow flow={flow} />
      {securityNumber !== null && <SecurityNumber number={securityNumber} before={connection.state === 'awaiting'} />}
      <kit.Section label={t('side.local')}>
        <kit.Stack gap="small">
          <kit.Text tone="strong">{connection.localShortName}</kit.Text>
          <NodeFacts node={home.node} />
        </kit.Stack>
      </kit.Section>
      <kit.Section label={t('side.remote')}>
        <kit.Stack gap="small">
          <kit.Text tone="strong">{connection.remoteShortName}</kit.Text>
          {partner === null ? (
            <kit.Text>{t('initiate.invitation.unknown.note')}</kit.Text>
          ) : (
            <NodeFacts node={partner} url={connection.partnerUrl} />
          )}
        </kit.Stack>
      </kit.Section>
      <Exchange connection={connection} now={now} />
    </kit.Stack>
  );
}

function WhatIsSent({ connection, home, onSettings }: { connection: ConnectionView; home: Home; onSettings: () => void }) {
  const { kit, t, format } = useGround();
  const { projectName: project, activatedAt } = connection;
  const unset = home.options.find(({ key, sends }) => sends && (connection.options[key] ?? '') === '');
  const asksForProject = home.projectStep || home.options.length > 0;
  const sentence = (): string => {
    if (project === null) return t(asksForProject ? 'overview.sent.nothing' : 'project.sends.none');
    if (unset !== undefined) return t('overview.sent.unset', { setting: unset.label });
    return activatedAt === null
      ? t('overview.sent.later', { project })
      : t('overview.sent.text', { project, time: format.time(activatedAt) });
  };
  const mustChoose = connection.trouble?.code.startsWith('project.') === true || (asksForProject && project === null);
  return (
    <kit.Section label={t('overview.sent')}>
      <kit.Stack gap="small">
        <kit.Text>{sentence()}</kit.Text>
        {mustChoose && (
          <kit.Button look="secondary" onClick={onSettings} testId="choose-project">
            {t('overview.chooseProject')}
          </kit.Button>
        )}
      </kit.Stack>
    </kit.Section>
  );
}

function Exchange({ connection, now }: { connection: ConnectionView; now: number }) {
  const { kit, t, format } = useGround();
  const { counts, versions, lastExchangeAt, activatedAt } = connection;
  const facts = [
    { label: t('overview.issues'), value: format.count(counts.twins) },
    { label: t('overview.lastExchange'), value: lastExchangeAt === null ? t('never') : format.ago(lastExchangeAt, now) },
    { label: t('overview.toSend'), value: format.count(counts.waitingToSend) },
    { label: t('overview.toApply'), value: format.count(counts.waitingToApply) },
    { label: t('overview.errors'), value: format.count(counts.errors) },
    { label: t('overview.mode'), value: t(`mode.${connection.mode}`) },
    { label: t('overview.type'), value: t(`type.${connection.type}`) },
    { label: t('overview.role'), value: t(`overview.role.${connection.role}`) },
    { label: t('overview.created'), value: format.time(connection.createdAt) },
    { label: t('overview.activated'), value: activatedAt === null ? t('never') : format.time(activatedAt) },
    { label: t('overview.versions'), value: versions === null ? t('never') : t('overview.versions.value', versions) },
    { label: t('overview.description'), value: connection.description === '' ? t('none') : connection.description },
  ];
  return (
    <kit.Section label={t('overview.exchange')}>
      <kit.Facts facts={facts} />
    </kit.Section>
  );
}
