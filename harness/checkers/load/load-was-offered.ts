import { conclude } from '../conclusion.ts';
import { percent } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { thousands } from './figures.ts';
import { type MeasuredLoad, measuredLoads } from './measured-load.ts';
import { type OfferFigures, offerFigures, reasonsAgainst } from './offer-rules.ts';
import { rigLimits } from './rig-limits.ts';
import { throughput } from './throughput.ts';

/**
 * Every load was offered as it was meant to be, so that what was measured is the target's doing: where the generator or the rig was the limit,
 * or the run did not settle, this is unknown, and never invalid.
 */
export const loadWasOffered = (): Check => ({
  name: 'load-was-offered',
  claim: 'The generator offered the load it was asked for, and the rig carried it.',
  judge,
});

function judge(history: History): Judgement {
  const offered = measuredLoads(history).map((measured) => ({ measured, figures: offerFigures(measured) }));
  const gaps = offered.flatMap(({ measured, figures }) => [
    ...reasonsAgainst(measured, figures),
    ...rigLimits(history, measured.stage),
  ]);
  return conclude({
    violations: [],
    gaps: offered.length === 0 ? ['no load was offered'] : gaps,
    examined: offered.reduce((sum, { measured }) => sum + measured.offers.length, 0),
    summary: offered.map(({ measured, figures }) => sentence(measured, figures)).join('; ') || 'no load',
    evidence: offered.length === 0 ? [] : [offerTable(offered)],
  });
}

function sentence(measured: MeasuredLoad, figures: OfferFigures): string {
  const { load, stopped } = measured;
  const { due, sent, missed, cpuShare } = figures;
  const what = load.closed
    ? throughput(measured)
    : `${thousands(sent)} of ${thousands(due)} due were sent, ${thousands(missed)} missed`;
  return (
    `${load.load}: ${what}` +
    (cpuShare === null ? '' : `, ${percent(cpuShare)} of a core per thread`) +
    (stopped === null ? '' : `; stopped early: ${stopped}`)
  );
}

interface Offered {
  readonly measured: MeasuredLoad;
  readonly figures: OfferFigures;
}

const offerTable = (offered: readonly Offered[]): Evidence => ({
  kind: 'table',
  title: 'How the load was offered',
  columns: [
    'load',
    'seconds',
    'due',
    'sent',
    'missed',
    'generator (cores per thread)',
    'send lag p99 (ms)',
    'event-loop lag p99 (ms)',
  ],
  rows: offered.map(({ measured, figures }) => [
    measured.load.load,
    measured.offers.length,
    figures.due,
    figures.sent,
    figures.missed,
    hundredths(figures.cpuShare),
    hundredths(figures.sendLagUs === null ? null : figures.sendLagUs / 1000),
    hundredths(figures.loopLagMs),
  ]),
});

const hundredths = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 100) / 100;
