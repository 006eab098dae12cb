import type { RunRecord, SavedRun, ScenarioOutcome } from '../scenario/record.ts';

/** A scenario's status, and `unfinished` for a run that was never judged. */
export type ReportStatus = ScenarioOutcome['status'] | 'unfinished';

/** One character for each status, so that colour is never all that tells them apart. */
export const MARK: Readonly<Record<ReportStatus, string>> = {
  valid: '✔',
  invalid: '✘',
  unknown: '?',
  skipped: '-',
  unfinished: '?',
};

const FAILED_FIRST: readonly ReportStatus[] = ['invalid', 'unknown', 'unfinished', 'skipped', 'valid'];

/** The status in capitals where a person must not overlook it. */
export function label(status: ReportStatus): string {
  return status === 'invalid' ? 'INVALID' : status;
}

/** The whole run's status. */
export function statusOf(record: Pick<RunRecord, 'status'>): ReportStatus {
  return record.status ?? 'unfinished';
}

/** The exit code as text; a dash when the run did not get that far. */
export function exitText(record: Pick<RunRecord, 'exitCode'>): string {
  return record.exitCode === null ? '–' : String(record.exitCode);
}

/** The worst first, otherwise in the run's order. */
export function failedFirst<T extends { readonly outcome: ScenarioOutcome }>(scenarios: readonly T[]): T[] {
  return FAILED_FIRST.flatMap((status) => scenarios.filter(({ outcome }) => outcome.status === status));
}

function countOf(run: SavedRun, status: ReportStatus): number {
  return run.scenarios.filter(({ outcome }) => outcome.status === status).length;
}

/** `1 of 5 invalid, 1 unknown`: what is not well, or that all is. */
export function tally(run: SavedRun): string {
  const total = run.scenarios.length;
  if (total === 0) return 'no scenario ran';
  const notValid = (['invalid', 'unknown', 'skipped'] as const).filter((status) => countOf(run, status) > 0);
  if (notValid.length === 0) return `${total} of ${total} valid`;
  return notValid
    .map((status, at) => `${countOf(run, status)}${at === 0 ? ` of ${total}` : ''} ${status}`)
    .join(', ');
}
