import { Status as HostStatus, Statuses, StatusSize } from 'azure-devops-ui/Status';
import { MessageCard, MessageCardSeverity } from 'azure-devops-ui/MessageCard';
import { Spinner as HostSpinner, SpinnerSize } from 'azure-devops-ui/Spinner';
import { useId, type ComponentProps, type KeyboardEvent } from 'react';
import type { Kit } from '@entente/wizard';

type Props<Name extends keyof Kit> = ComponentProps<Kit[Name]>;

/** A plain table in the host's looks: the host's own is a grid with one tab stop a row, which hides the row's buttons from the keyboard. */
export function Table({ label, columns, rows, empty, loading, loadingText }: Props<'Table'>) {
  if (loading === true) return <Spinner label={loadingText} />;
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div className="entente-table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="entente-table body-m" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={column.hideOnNarrow === true ? 'entente-wide-only' : ''}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-testid={row.testId}>
              {columns.map((column) =>
                column.rowHeader === true ? (
                  <th key={column.id} scope="row" data-title={column.title}>
                    {row.cells[column.id]}
                  </th>
                ) : (
                  <td key={column.id} data-title={column.title} className={column.hideOnNarrow === true ? 'entente-wide-only' : ''}>
                    {row.cells[column.id]}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Facts({ facts }: Props<'Facts'>) {
  return (
    <dl className="entente-facts body-m">
      {facts.map((fact) => (
        <div key={fact.label}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** ARIA tabs (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/): the host's TabBar ties no panel to its tabs. */
export function Tabs({ label, selected, onSelect, tabs }: Props<'Tabs'>) {
  const id = useId();
  const current = tabs.find((tab) => tab.id === selected) ?? tabs[0];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex((tab) => tab.id === current?.id);
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    onSelect(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
  };
  return (
    <div className="entente-stack entente-gap-medium">
      <div role="tablist" tabIndex={-1} aria-label={label} className="entente-tabs bolt-tabbar-tabs" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            data-tab={tab.id}
            aria-selected={tab.id === current?.id}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === current?.id ? 0 : -1}
            className="entente-tab body-m"
            onClick={() => onSelect(tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current?.id ?? ''}`} tabIndex={-1}>
        {current?.content}
      </div>
    </div>
  );
}

const statuses = {
  neutral: Statuses.Queued,
  progress: Statuses.Running,
  good: Statuses.Success,
  warning: Statuses.Warning,
  bad: Statuses.Failed,
};

export function Status({ tone, children }: Props<'Status'>) {
  return (
    <span className="entente-status">
      <span aria-hidden="true">
        <HostStatus {...statuses[tone]} size={StatusSize.m} animated={false} />
      </span>
      {children}
    </span>
  );
}

/** Two letters on the vendor's colour: no logo is anyone's to reuse. */
export function HostIcon({ nodeType, label }: Props<'HostIcon'>) {
  const [letters, kind] = nodeType.startsWith('JIRA')
    ? ['Ji', 'jira']
    : nodeType.startsWith('AZURE_DEVOPS')
      ? ['Az', 'azure']
      : nodeType === 'SERVICENOW'
        ? ['Sn', 'servicenow']
        : ['··', 'other'];
  return (
    <span className="entente-host">
      <span className={`entente-host-icon entente-host-${kind}`} aria-hidden="true">
        {letters}
      </span>
      {label}
    </span>
  );
}

/** The host's card would be an alert, and only `Announcer` is a live region; its type does not offer a role that is none. */
const notLive = { role: 'note' } as unknown as { readonly role: 'alert' };
/** The host's card knows no success: its icon is the host's own of the status. */
const severities = {
  info: MessageCardSeverity.Info,
  success: MessageCardSeverity.Info,
  warning: MessageCardSeverity.Warning,
  error: MessageCardSeverity.Error,
};

const successIcon = {
  render: (className?: string) => <HostStatus {...Statuses.Success} size={StatusSize.m} className={className ?? ''} animated={false} />,
};

export function Message({ tone, title, actions, children }: Props<'Message'>) {
  return (
    <MessageCard
      severity={severities[tone]}
      {...notLive}
      className={`entente-message entente-message-${tone}`}
      {...(tone === 'success' ? { iconProps: successIcon } : {})}
    >
      <div className="entente-stack entente-gap-small">
        {title !== undefined && <strong>{title}</strong>}
        <div>{children}</div>
        {actions !== undefined && <div className="entente-row entente-gap-small">{actions}</div>}
      </div>
    </MessageCard>
  );
}

export function Spinner({ label }: Props<'Spinner'>) {
  return <HostSpinner label={label} size={SpinnerSize.large} />;
}

export function Announcer({ message }: Props<'Announcer'>) {
  return (
    <div role="status" aria-live="polite" className="entente-hidden">
      {message}
    </div>
  );
}
