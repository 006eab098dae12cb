import type { HealthyRow, ProofRecord, ProofRow } from '../../scenario/proof.ts';
import { counted, duration, percent } from '../format.ts';
import type { ReportStatus } from '../status.ts';

/** A proof's status in one word: what was proved is that the checks bite. */
export const VERDICT_WORD: Readonly<Record<ReportStatus, string>> = {
  valid: 'PROVED',
  invalid: 'NOT PROVED',
  unknown: 'UNKNOWN',
  skipped: 'SKIPPED',
  unfinished: 'UNFINISHED',
};

/** Whether a row went as it should: found every time, and nobody blamed who is not at fault. */
export const isGood = ({ detected, runs, falseAlarms }: ProofRow): boolean =>
  detected === runs && falseAlarms.length === 0;

/** `59.0–100 %`. */
export function intervalText([low, high]: readonly [number, number]): string {
  return `${Number((100 * low).toFixed(1))}–${Number((100 * high).toFixed(1))} %`;
}

/** `1.2 s`, or the middle and the range of several runs. */
export function timeText({ timeToDetectionMs, runs }: ProofRow): string {
  if (timeToDetectionMs === null) return '–';
  const { min, median, max } = timeToDetectionMs;
  return runs === 1 ? duration(median) : `${duration(median)} (${duration(min)}–${duration(max)})`;
}

/** How many planted faults were found, with the interval, and how often the alarm was false. */
export function tallyText({ detection, falseAlarms, healthy }: ProofRecord): string {
  const { detected, runs, interval } = detection;
  const valid = healthy.reduce((sum, row) => sum + row.valid, 0);
  const tried = healthy.reduce((sum, row) => sum + row.runs, 0);
  const found =
    runs === 0
      ? 'nothing was planted'
      : `${detected} of ${counted(runs, 'planted fault')} found (${percent(detected, runs)}, 95 % interval ${intervalText(interval)})`;
  return `${found}, ${counted(falseAlarms, 'false alarm')}, ${valid} of ${counted(tried, 'healthy run')} valid`;
}

/** Something that is not as it should be, with the runs that show it. */
export interface Problem {
  readonly kind: 'missed' | 'false alarm' | 'not valid';
  readonly what: string;
  readonly seen: readonly { readonly run: string; readonly reason: string }[];
}

/** All that is wrong: what was missed, then false alarms. */
export function problemsOf({ healthy, rows }: Pick<ProofRecord, 'healthy' | 'rows'>): Problem[] {
  return [...rows.flatMap(missOf), ...rows.flatMap(alarmOf), ...healthy.flatMap(notValidOf)];
}

function missOf({ sabotage, scenario, check, detected, runs, missed }: ProofRow): Problem[] {
  if (missed.length === 0) return [];
  const what = `${sabotage} in ${scenario}, to be found by ${check}: ${detected} of ${runs}`;
  return [{ kind: 'missed', what, seen: missed }];
}

function alarmOf({ sabotage, scenario, atFault, falseAlarms }: ProofRow): Problem[] {
  if (falseAlarms.length === 0) return [];
  const what = `${sabotage} in ${scenario}: at fault is ${atFault.join(', ')} and nobody else`;
  const seen = falseAlarms.map(({ run, check, reason }) => ({ run, reason: `${check} found ${reason}` }));
  return [{ kind: 'false alarm', what, seen }];
}

function notValidOf({ scenario, valid, runs, notValid }: HealthyRow): Problem[] {
  if (notValid.length === 0) return [];
  return [{ kind: 'not valid', what: `${scenario} healthy: ${valid} of ${runs} valid`, seen: notValid }];
}

/** What cannot be planted here, by reason. */
export function notPlantedByReason({ notPlanted }: ProofRecord): [reason: string, names: string[]][] {
  const byReason = Map.groupBy(notPlanted, ({ reason }) => reason);
  return [...byReason].map(([reason, rows]) => [
    reason,
    rows.map(({ sabotage, scenario }) => `${sabotage} (${scenario})`),
  ]);
}
