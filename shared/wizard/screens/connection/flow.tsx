import type { FlowView } from '../../admin-api/contract.ts';
import { useGround } from '../ground.tsx';

/** Lag and drift, in words. Null: not known yet. */
export function Flow({ flow }: { flow: FlowView | null }) {
  const { kit, t, format } = useGround();
  if (flow === null) return null;
  const { p50, p95, sent, received, drift } = flow;
  const lag = p50 === null || p95 === null ? t('flow.lag.none') : t('flow.lag.value', { half: format.span(p50), most: format.span(p95) });
  return (
    <kit.Section label={t('flow.title')}>
      <kit.Facts
        facts={[
          { label: t('flow.lag'), value: lag },
          { label: t('flow.hour'), value: t('flow.hour.value', { sent: format.count(sent), received: format.count(received) }) },
          { label: t('flow.drift'), value: drift === 0 ? t('flow.drift.none') : t('flow.drift.value', { count: drift }) },
        ]}
      />
    </kit.Section>
  );
}
