import type { RunNs } from '../../time/clock.ts';
import { nsToMs } from '../../time/clock.ts';
import { nearestRank } from '../columns/quantile.ts';
import type { Evidence } from '../verdict.ts';
import type { Revocation } from './revocation.ts';

/** What the measurement of a revocation needs of it. */
type MeasuredRevocation = Pick<Revocation, 'replica' | 'lowerNs' | 'upperNs' | 'probesAfter' | 'stale'>;

/** For each replica, how long kicks (or what else ends tokens) took to reach it. */
export function revocationTable(all: readonly MeasuredRevocation[], ender = 'kick'): Evidence {
  const byReplica = [...Map.groupBy(all, ({ replica }) => replica ?? '?')].sort(([a], [b]) =>
    a.localeCompare(b),
  );
  return {
    kind: 'table',
    title: `Time to revocation, from the ${ender}`,
    columns: ['replica', `${ender}s`, 'checks after', 'stale accepts', 'p50 ms', 'max ms'],
    rows: byReplica.map(([replica, own]) => {
      const total = (of: (one: MeasuredRevocation) => number): number =>
        own.reduce((sum, one) => sum + of(one), 0);
      const cells = [total((one) => one.probesAfter.length), total((one) => one.stale.length)];
      return [replica, own.length, ...cells, bracket(own, 0.5), bracket(own, 1)];
    }),
  };
}

/** `[0, 6]`, or `≥ 900` when it was never revoked while it was probed. */
function bracket(all: readonly MeasuredRevocation[], share: number): string {
  const [low, high] = revocationInterval(all, share);
  return high === '∞' ? `≥ ${low}` : `[${low}, ${high}]`;
}

/** The bounds of a quantile of the time to revocation, in whole milliseconds; `∞` for never. */
export function revocationInterval(
  all: readonly MeasuredRevocation[],
  share: number,
): readonly [string, string] {
  const low =
    nearestRank(
      all.map((one) => one.lowerNs),
      share,
    ) ?? 0;
  const high =
    nearestRank(
      all.map((one) => one.upperNs ?? Infinity),
      share,
    ) ?? Infinity;
  const text = (ns: RunNs): string => (Number.isFinite(ns) ? String(Math.ceil(nsToMs(ns))) : '∞');
  return [text(low), text(high)];
}
