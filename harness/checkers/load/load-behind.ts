import { conclude } from '../conclusion.ts';
import { percent } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { faultBands } from './fault-bands.ts';
import { thousands } from './figures.ts';
import { loadCharts } from './load-charts.ts';
import { type MeasuredLoad, measuredLoads } from './measured-load.ts';
import { offerFigures } from './offer-rules.ts';
import { latencyTable } from './slo-evidence.ts';

/** What a load behind a scenario has for a name. */
export const BEHIND = 'behind';

/** A load ran behind every stage: what it met is shown, with the faults it met it in, and claims nothing. */
export const loadBehind = (): Check => ({
  name: 'load-behind',
  claim: 'A load ran behind every stage, and what it met is on record.',
  judge,
});

function judge(history: History): Judgement {
  const loads = measuredLoads(history).filter(({ load }) => load.load === BEHIND);
  const without = history.stages.filter(
    ({ stage }) => !loads.some((one) => one.stage === stage && one.offers.length > 0),
  );
  return conclude({
    violations: [],
    gaps: [
      ...without.map(({ stage }) => `no load was recorded behind ${stage}`),
      ...loads.flatMap(({ defects }) => defects.slice(0, 1)),
    ],
    examined: loads.reduce((sum, { offers }) => sum + offers.length, 0),
    summary: loads.map(sentence).join('; ') || 'no load ran',
    evidence: loads.flatMap((measured) => [
      latencyTable(measured),
      ...loadCharts(measured, faultBands(history, measured)),
    ]),
  });
}

function sentence(measured: MeasuredLoad): string {
  const { due } = offerFigures(measured);
  const right = measured.cells.reduce((sum, cell) => sum + (cell.right === null ? 0 : cell.count), 0);
  const share = due === 0 ? '' : ` (${percent(right / due)})`;
  return `behind ${measured.stage}: ${thousands(right)} of ${thousands(due)} answered rightly${share}`;
}
