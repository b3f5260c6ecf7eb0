/** The panel beside an issue, the same on every host. Who may see the issue sees it; only admins see buttons. */
import { useEffect, type ReactNode } from 'react';
import type { AdminPage } from '../../admin-page.ts';
import type { PanelEntryView } from '../../admin-api/contract.ts';
import { copyText } from '../../clipboard.ts';
import type { Kit } from '../../kit/kit.ts';
import { panelTable, startPanel } from '../../machines/panel/table.ts';
import { performPanel } from '../../machines/perform-issues.ts';
import { en } from '../../texts/en.ts';
import type { Catalogue } from '../../texts/text.ts';
import { GroundProvider, useAnnouncement, useGround, useMachine } from '../ground.tsx';
import { whenVisible } from '../visible.ts';
import { ConnectIssue } from './connect-issue.tsx';
import { PanelEntry } from './panel-entry.tsx';

export type PanelPage = Pick<AdminPage, 'api' | 'locale' | 'timeZone'>;

interface EntentePanelProps {
  readonly kit: Kit;
  readonly page: PanelPage;
  /** The tracker's own id of the issue that the host shows. */
  readonly issueId: string;
  readonly texts?: Catalogue;
  /** Where the panel is a page of its own: the way back to the issue. */
  readonly onBack?: () => void;
}

export function EntentePanel({ kit, page, issueId, texts = en, onBack }: EntentePanelProps) {
  const whole: AdminPage = { ...page, allowHost: () => Promise.resolve('allowed'), copy: copyText, routing: nowhere };
  return (
    <GroundProvider kit={kit} page={whole} texts={texts} inFrame={onBack === undefined}>
      {onBack === undefined ? (
        <Panel key={issueId} issueId={issueId} />
      ) : (
        <OwnPage onBack={onBack}>
          <Panel key={issueId} issueId={issueId} />
        </OwnPage>
      )}
    </GroundProvider>
  );
}

function OwnPage({ onBack, children }: { onBack: () => void; children: ReactNode }) {
  const { kit, t } = useGround();
  return (
    <kit.Page title={t('pages.label')} breadcrumb={{ label: t('panel.back'), onClick: onBack }}>
      {children}
    </kit.Page>
  );
}

/** A panel is one place. */
const nowhere: AdminPage['routing'] = { current: () => ({ path: '' }), go: () => undefined, listen: () => () => undefined };

function Panel({ issueId }: { issueId: string }) {
  const { kit, page, t, say, announce } = useGround();
  const [{ state, data }, send] = useMachine(
    panelTable,
    () => ({ state: 'loading', data: startPanel }),
    () => performPanel(page.api, issueId, () => announce(t('panel.syncNow.done')), whenVisible),
  );
  const refresh = (): void => send({ type: 'refresh' });
  useEffect(() => send({ type: 'refresh' }), [send]);
  const trouble = data.trouble === null ? null : say(data.trouble);
  useAnnouncement(trouble);
  const { answer } = data;
  return (
    <kit.Stack gap="medium">
      {trouble !== null && <kit.Message tone="error">{trouble}</kit.Message>}
      {answer === null ? (
        state === 'loading' && <kit.Spinner label={t('loading')} />
      ) : (
        <>
          <Entries entries={answer.entries} isAdmin={answer.isAdmin} onChanged={refresh}>
            {answer.isAdmin && (
              <kit.Row>
                <kit.Button look="secondary" onClick={() => send({ type: 'sync' })} busy={data.isSyncing} testId="panel-sync">
                  {t('panel.syncNow')}
                </kit.Button>
              </kit.Row>
            )}
          </Entries>
          {answer.isAdmin && <ConnectIssue issueId={issueId} offers={answer.offers} onDone={refresh} />}
        </>
      )}
    </kit.Stack>
  );
}

interface EntriesProps {
  readonly entries: readonly PanelEntryView[];
  readonly isAdmin: boolean;
  readonly onChanged: () => void;
  /** What can be done to all of them. */
  readonly children: ReactNode;
}

function Entries({ entries, isAdmin, onChanged, children }: EntriesProps) {
  const { kit, t } = useGround();
  if (entries.length === 0) {
    return (
      <kit.Stack gap="small">
        <kit.Text testId="panel-none">{t('panel.none')}</kit.Text>
        <kit.Text tone="subtle">{t('panel.none.text')}</kit.Text>
      </kit.Stack>
    );
  }
  return (
    <>
      {entries.map((entry) => (
        <PanelEntry key={entry.connectionId} entry={entry} isAdmin={isAdmin} onChanged={onChanged} />
      ))}
      {children}
    </>
  );
}
