import type { History } from '../../checkers/check.ts';
import { ALLOWED_MS } from '../../checkers/phrases.ts';
import { lateAfterNs } from '../../checkers/stream/lateness.ts';
import type { Evidence } from '../../checkers/verdict.ts';
import type { SavedRun } from '../../scenario/record.ts';
import { DEFAULT_LIMITS } from '../../target/exchange.ts';
import { nsToMs } from '../../time/clock.ts';

/** A time bound of a healthy run, and how much of it was used up: near 1, the next run is a false alarm. */
export interface BoundUse {
  readonly bound: string;
  readonly usedMs: number;
  readonly allowedMs: number;
}

type SavedScenario = SavedRun['scenarios'][number];
type Table = Extract<Evidence, { kind: 'table' }>;

/** How long a part may take until it is ready (`cluster/readiness.ts`). */
const READY_WITHIN_MS = 30_000;

export const shareOf = ({ usedMs, allowedMs }: BoundUse): number => usedMs / allowedMs;

/** The time bounds that a scenario's run came near: those its checks report, and of its calls and boots. */
export function boundsOf({ verdict, metrics }: SavedScenario, history: History): BoundUse[] {
  const tables = (verdict?.checks ?? []).flatMap(({ name, evidence }) =>
    evidence.flatMap((table) => (table.kind === 'table' ? [{ check: name, table }] : [])),
  );
  const answered = history.operations.filter(({ outcome, status }) => outcome === 'ok' && status !== null);
  const answersMs = answered.map(({ invokedNs, completedNs }) => nsToMs(completedNs - invokedNs));
  const lateMs = history.stages.map((stage) => nsToMs(lateAfterNs(history, stage)));
  return [
    ...tables.flatMap(({ check, table }) => reported(check, table)),
    ...tables.flatMap(({ table }) => lags(table, Math.min(...lateMs))),
    largest('longest answer', answersMs, DEFAULT_LIMITS.timeoutMs),
    largest('longest boot', Object.values(metrics?.bootMs ?? {}), READY_WITHIN_MS),
  ];
}

function largest(bound: string, usedMs: readonly number[], allowedMs: number): BoundUse {
  return { bound, usedMs: usedMs.reduce((most, ms) => Math.max(most, ms), 0), allowedMs };
}

/** What a check itself sets beside its bound. */
function reported(check: string, { columns, rows }: Table): BoundUse[] {
  const at = columns.indexOf(ALLOWED_MS);
  if (at < 1) return [];
  const bound = `${check}: ${(columns[at - 1] ?? '').replace(' (ms)', '')}`;
  return rows.flatMap((row) => {
    const [usedMs, allowedMs] = [row[at - 1], row[at]];
    return typeof usedMs === 'number' && typeof allowedMs === 'number' ? [{ bound, usedMs, allowedMs }] : [];
  });
}

/** The longest that an event took to arrive, of what counts as late. */
function lags({ columns, rows }: Table, allowedMs: number): BoundUse[] {
  const at = columns.indexOf('lag max (ms)');
  const values = rows.flatMap((row) => (typeof row[at] === 'number' ? [row[at]] : []));
  return values.length === 0 ? [] : [largest('longest way of an event', values, allowedMs)];
}
