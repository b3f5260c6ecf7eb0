import { createRoot } from 'react-dom/client';
import { useState } from 'react';
import '@atlaskit/css-reset';
import 'virtual:atlaskit-themes.css';
import { kit as K } from './kit/index.ts';

const mode = new URLSearchParams(location.search).get('mode') ?? 'light';
document.documentElement.dataset['colorMode'] = mode;
function App() {
  const [dialog, setDialog] = useState(location.hash === '#dialog');
  const [confirm, setConfirm] = useState(false);
  const [tab, setTab] = useState('a');
  const [card, setCard] = useState('SCRIPT');
  const [q, setQ] = useState('');
  const [choice, setChoice] = useState<any>(null);
  const [checked, setChecked] = useState(true);
  const [text, setText] = useState('acme');
  const opts = [{ value: '1', label: 'Alpha', hint: 'ALP' }, { value: '2', label: 'Beta', hint: 'Entente may not create issues here', disabled: true }, { value: '3', label: 'Gamma', hint: 'GAM' }].filter((o) => o.label.toLowerCase().includes(q.toLowerCase()));
  return (
    <K.Page title="Connections" breadcrumb={{ label: 'Connections', onClick: () => {} }} actions={<><K.Button look="primary" onClick={() => setDialog(true)}>Initiate connection</K.Button><K.Button look="secondary" onClick={() => setConfirm(true)}>Accept invitation</K.Button></>}>
      <K.Table label="Connections" loadingText="Loading…" empty="none" columns={[{ id: 'n', title: 'Name', rowHeader: true }, { id: 'l', title: 'Sides' }, { id: 's', title: 'Status' }, { id: 'u', title: 'URL', hideOnNarrow: true }, { id: 'a', title: 'Actions' }]}
        rows={['good', 'progress', 'warning', 'bad', 'neutral'].map((t, i) => ({ id: t, cells: { n: <K.Link onClick={() => {}}>{`acme_to_globex_${i}`}</K.Link>, l: <K.Row><K.HostIcon nodeType="JIRA_CLOUD" label="acme" /><K.HostIcon nodeType="AZURE_DEVOPS" label="globex" /></K.Row>, s: <K.Status tone={t as 'good'}>{'Active ' + t}</K.Status>, u: 'https://entente.globex.example', a: <K.Menu label={'Actions for ' + i} items={[{ id: 'd', label: 'Deactivate', onSelect() {} }, { id: 'x', label: 'Delete', danger: true, onSelect() {} }]} /> } }))} />
      <K.Message tone="info" title="Your partner has to accept" actions={<K.Button look="link" onClick={() => {}}>Copy code</K.Button>}>Send the code.</K.Message>
      <K.Message tone="error">Globex cannot be reached.</K.Message>
      <K.Tabs label="Connection" selected={tab} onSelect={setTab} tabs={[{ id: 'a', title: 'Overview', content: <K.Facts facts={[{ label: 'Security number', value: <K.Text tone="big">123 456</K.Text> }, { label: 'Status', value: <K.Status tone="good">Active</K.Status> }, { label: 'URL', value: 'https://a.example' }]} /> }, { id: 'b', title: 'Rules', content: <K.Code label="Outgoing" text={'replica.summary = issue.summary\nreplica.x = 1'} /> }]} />
      <K.Divider />
      <K.Row><K.Chip label="I don't have a URL" removeLabel="Remove" onRemove={() => {}} /><K.Button look="danger" onClick={() => {}}>Delete</K.Button><K.Button look="primary" unavailable onClick={() => alert('why')}>Unavailable</K.Button><K.Button look="subtle" onClick={() => {}}>Subtle</K.Button><K.Button look="primary" busy onClick={() => {}}>Busy</K.Button><K.Spinner label="Checking…" /></K.Row>
      {dialog && (
        <K.Dialog title="Initiate connection" closeLabel="Close" onClose={() => setDialog(false)} width="large" footer={<><K.Button look="subtle" onClick={() => {}}>Previous</K.Button><K.Button look="primary" onClick={() => setConfirm(true)}>Next</K.Button></>}>
          <K.Heading level={2} takesFocus focusKey="1">Connection information</K.Heading>
          <K.TextField id="url" label="Destination instance URL" required help={{ label: 'What to enter', text: 'The tracker URL or the Entente URL.' }} hint="https://…" error={text === '' ? 'Enter a name' : null} value={text} onChange={setText} />
          <K.Cards id="mode" label="Configuration mode" required value={card} onChange={setCard} cards={[{ value: 'BASIC', title: 'Basic', points: ['Automatic configuration', 'Rules cannot be edited'] }, { value: 'VISUAL', title: 'Visual', points: ['Field mappings'], disabledBecause: 'Not available without a URL' }, { value: 'SCRIPT', title: 'Script', points: ['JavaScript', 'Each side on its own'] }]} />
          <K.Combobox id="project" label="Project" required value={choice} query={q} onQuery={setQ} options={opts} loading={false} emptyText="No project" loadingText="Loading" onChange={setChoice} more={{ label: 'Show more', onMore() {} }} />
          <K.TextArea id="d" label="Description" value={text} onChange={setText} />
          <K.CodeField id="c" label="Invitation code" value={'eyJpbnZpdGF0aW9u'.repeat(30)} />
          <K.Checkbox id="ask" label="Ask me before activating" hint="Whoever holds the code could accept it." checked={checked} onChange={setChecked} />
        </K.Dialog>
      )}
      {confirm && <K.Confirm title="Discard what you entered?" confirmLabel="Discard" cancelLabel="Keep editing" danger onConfirm={() => setConfirm(false)} onCancel={() => setConfirm(false)}>Nothing is stored yet.</K.Confirm>}
      <K.Announcer message="Copied" />
    </K.Page>
  );
}
createRoot(document.getElementById('root')!).render(<App />);
