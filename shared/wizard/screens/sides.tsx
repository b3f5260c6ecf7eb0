/** How an instance, a pair of them and a security number are shown, the same everywhere. */
import type { ReactNode } from 'react';
import type { ConnectionView, NodeView } from '../admin-api/contract.ts';
import { hostOf } from '../machines/url.ts';
import { hostName } from '../texts/hosts.ts';
import { useGround } from './ground.tsx';

/** Facts of a node that has answered for itself. */
export function NodeFacts({ node, url }: { node: NodeView; url?: string | null }) {
  const { kit, t } = useGround();
  const address = url ?? node.baseUrl;
  return (
    <kit.Facts
      facts={[
        { label: t('fact.instance'), value: node.name },
        { label: t('fact.host'), value: <kit.HostIcon nodeType={node.nodeType} label={hostName(node.nodeType)} /> },
        { label: t('fact.url'), value: address === null ? t('fact.noUrl') : address },
        { label: t('fact.tracker'), value: node.issueTrackerUrl },
        { label: t('fact.version'), value: node.nodeVersion },
      ]}
    />
  );
}

export interface Side {
  readonly shortName: string;
  /** Null: nothing is known of it yet. */
  readonly node: NodeView | null;
  /** Where it is reached; null: it cannot be called, or is not known. */
  readonly url: string | null;
}

export function sidesOf(connection: ConnectionView, self: NodeView): { local: Side; remote: Side } {
  return {
    local: { shortName: connection.localShortName, node: self, url: self.baseUrl },
    remote: {
      shortName: connection.remoteShortName,
      node: connection.partner,
      url: connection.partnerUrl ?? connection.partner?.baseUrl ?? null,
    },
  };
}

/** Both companies: short name, host, address. `unknown` stands where nothing is known of the remote side. */
export function Companies({ local, remote, unknown }: { local: Side; remote: Side; unknown?: ReactNode }) {
  const { kit, t } = useGround();
  const isUnknown = remote.node === null && remote.url === null && unknown !== undefined;
  return (
    <kit.Row gap="medium">
      <kit.Section label={t('side.local')}>
        <Company side={local} />
      </kit.Section>
      <kit.Section label={t('side.remote')}>{isUnknown ? unknown : <Company side={remote} />}</kit.Section>
    </kit.Row>
  );
}

function Company({ side }: { side: Side }) {
  const { kit, t } = useGround();
  return (
    <kit.Stack gap="small">
      <kit.HostIcon nodeType={side.node?.nodeType ?? 'UNKNOWN'} label={side.shortName} />
      {side.node !== null && <kit.Text tone="subtle">{hostName(side.node.nodeType)}</kit.Text>}
      <kit.Text>{side.url ?? side.node?.issueTrackerUrl ?? t('unknown')}</kit.Text>
    </kit.Stack>
  );
}

/** Grouped as it is read out: 123 456. */
export function useSecurityNumber(): (number: string) => string {
  const { t } = useGround();
  return (number) => t('number.value', { first: number.slice(0, 3), last: number.slice(3) });
}

/** `before`: while one of the two can still turn the other down. */
export function SecurityNumber({ number, before = false }: { number: string; before?: boolean }) {
  const { kit, t } = useGround();
  const grouped = useSecurityNumber();
  return (
    <kit.Section label={t('number.label')}>
      <kit.Stack gap="small">
        <kit.Text tone="big" testId="security-number">
          {grouped(number)}
        </kit.Text>
        <kit.Text tone="subtle">{t(before ? 'number.help.before' : 'number.help')}</kit.Text>
      </kit.Stack>
    </kit.Section>
  );
}

export function hostOfSide(connection: ConnectionView): string | null {
  const url = connection.partnerUrl ?? connection.partner?.baseUrl ?? connection.partner?.issueTrackerUrl ?? null;
  return url === null ? null : hostOf(url);
}
