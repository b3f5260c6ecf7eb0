import { useState } from 'react';
import { modeObstacle } from '../../machines/initiate/modes.ts';
import type { Mode } from '../../machines/initiate/data.ts';
import { readUrl } from '../../machines/url.ts';
import { AgainButton } from '../again-button.tsx';
import { fieldError } from '../field-error.ts';
import { useGround } from '../ground.tsx';
import { NodeFacts } from '../sides.tsx';
import { StepHeading } from '../wizard-frame.tsx';
import type { StepProps } from './wizard.tsx';

/** Step 1: where the other instance is, and how the connection is to be configured. */
export function DestinationStep({ state, data, send, position }: StepProps) {
  const { kit, t } = useGround();
  return (
    <kit.Stack gap="large">
      <StepHeading step="destination" position={position}>
        {t('initiate.destination')}
      </StepHeading>
      <DestinationUrl state={state} data={data} send={send} />
      <Answer state={state} data={data} send={send} />
      <Modes data={data} send={send} />
    </kit.Stack>
  );
}

type PartProps = Pick<StepProps, 'state' | 'data' | 'send'>;

function DestinationUrl({ state, data, send }: PartProps) {
  // Whichever of the field and the chip replaces the other takes the focus that its opener had.
  const [switches, setSwitches] = useState(0);
  const focusKey = switches === 0 ? null : `switch-${String(switches)}`;
  const swap = (type: 'urlLeftOut' | 'urlWanted') => (): void => {
    send({ type });
    if (data.self.visibility === 'public') setSwitches(switches + 1);
  };
  if (data.withoutUrl) return <NoUrl focusKey={focusKey} onRemove={swap('urlWanted')} />;
  return <UrlField state={state} data={data} send={send} focusKey={focusKey} onLeaveOut={swap('urlLeftOut')} />;
}

function NoUrl({ focusKey, onRemove }: { focusKey: string | null; onRemove: () => void }) {
  const { kit, t } = useGround();
  return (
    <kit.Section label={t('initiate.url')}>
      <kit.Chip label={t('initiate.noUrl')} removeLabel={t('initiate.noUrl.remove')} onRemove={onRemove} focusKey={focusKey} />
      <kit.Text tone="subtle">{t('initiate.noUrl.text')}</kit.Text>
    </kit.Section>
  );
}

function UrlField({ state, data, send, focusKey, onLeaveOut }: PartProps & { focusKey: string | null; onLeaveOut: () => void }) {
  const { kit, t, say } = useGround();
  const problem = fieldError(say, data.problems.destinationUrl, data.refusals);
  return (
    <kit.Stack gap="small">
      <kit.TextField
        id="destination-url"
        kind="url"
        label={t('initiate.url')}
        required
        help={{ label: t('initiate.url.help.label'), text: t('initiate.url.help') }}
        error={problem.error}
        focusKey={problem.focusKey ?? focusKey}
        value={data.url}
        onChange={(url) => send({ type: 'urlTyped', url })}
        onEnter={() => send({ type: 'check' })}
      />
      <kit.Row gap="small">
        <kit.Button
          look="secondary"
          onClick={() => send({ type: 'check' })}
          busy={state === 'checking' && !data.goOn}
          testId="destination-check"
        >
          {t('initiate.check')}
        </kit.Button>
        <kit.Button look="link" onClick={onLeaveOut} unavailable={data.self.visibility === 'private'} testId="destination-no-url">
          {t('initiate.noUrl')}
        </kit.Button>
      </kit.Row>
    </kit.Stack>
  );
}

/** What the destination said of itself, or why it was not asked. */
function Answer({ state, data, send }: PartProps) {
  const { kit, t, format } = useGround();
  const { destination } = data;
  if (state === 'checking') {
    const read = readUrl(data.url);
    return <kit.Spinner label={t('initiate.checking', { host: read.kind === 'url' ? read.host : data.url })} />;
  }
  if (destination.kind === 'declined') {
    const again = <AgainButton label={t('button.askAgain')} onClick={() => send({ type: 'check' })} testId="ask-again" />;
    return (
      <kit.Message tone="warning" title={t('initiate.declined.title', { host: destination.host })} actions={again}>
        {t('initiate.declined.text', { host: destination.host })}
      </kit.Message>
    );
  }
  if (destination.kind !== 'found') return null;
  const { existing } = destination;
  return (
    <kit.Section label={t('initiate.found')}>
      <kit.Stack gap="small">
        <kit.Text tone="subtle">{t('initiate.found.text')}</kit.Text>
        <NodeFacts node={destination.node} />
        {existing.length > 0 && (
          <kit.Message tone="info">{t('initiate.existing', { count: existing.length, names: format.list(existing) })}</kit.Message>
        )}
      </kit.Stack>
    </kit.Section>
  );
}

const modes: readonly Mode[] = ['BASIC', 'VISUAL', 'SCRIPT'];

function Modes({ data, send }: Pick<StepProps, 'data' | 'send'>) {
  const { kit, t, say } = useGround();
  const cards = modes.map((mode) => {
    const obstacle = modeObstacle(data, mode);
    return {
      value: mode,
      title: t(`mode.${mode}`),
      points: [t(`initiate.mode.${mode}.1`), t(`initiate.mode.${mode}.2`), t(`initiate.mode.${mode}.3`)],
      ...(obstacle === null ? {} : { disabledBecause: t(`initiate.because.${obstacle}`) }),
    };
  });
  const choose = (value: string): void => {
    const mode = modes.find((known) => known === value);
    if (mode !== undefined) send({ type: 'modeChosen', mode });
  };
  return (
    <kit.Cards
      id="mode"
      label={t('initiate.modes')}
      required
      hint={t('initiate.modes.note')}
      {...fieldError(say, data.problems.mode, data.refusals, data.problems.destinationUrl === undefined)}
      value={data.mode}
      onChange={choose}
      cards={cards}
    />
  );
}
