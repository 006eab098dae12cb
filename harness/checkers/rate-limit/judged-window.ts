import { countByName } from '../answerer.ts';
import { type Bucket, type LimitedCall, ROUNDING_NS } from './attempt.ts';
import { anchoredWindows } from './first-window.ts';
import { forcedWindow } from './forced-window.ts';

/** What one window of one user admitted, and whether it could have shown that replicas count apart. */
export interface JudgedWindow {
  readonly bucket: Bucket;
  /** `1`, `2` … by the chain of windows; `any` for the densest one of the window's length, wherever it lies. */
  readonly label: string;
  readonly attempts: number;
  readonly admitted: readonly LimitedCall[];
  readonly denied: readonly LimitedCall[];
  /** The most that one global limiter can admit in it. */
  readonly allowance: number;
  readonly byReplica: ReadonlyMap<string, number>;
  /** Why a broken limiter could have passed in this window; null when it could not. */
  readonly weakness: string | null;
}

/** The windows of a bucket whose place is known; the densest one too when that alone is proof of over-admission. */
export function judgeBucket(bucket: Bucket): JudgedWindow[] {
  const chained = anchoredWindows(bucket.calls, bucket.windowNs).map(({ members }, at) =>
    judgedWindow(bucket, { label: String(at + 1), members, allowance: bucket.limit }),
  );
  return chained.some(({ admitted }) => admitted.length > bucket.limit)
    ? chained
    : [...chained, ...densest(bucket)];
}

/** Two adjoining windows may both be full, so only more than twice the limit is proof where no window is known. */
function densest(bucket: Bucket): JudgedWindow[] {
  const allowance = 2 * bucket.limit;
  const forced = forcedWindow(bucket.calls, bucket.windowNs - ROUNDING_NS);
  if (!forced || forced.count <= allowance) return [];
  const members = bucket.calls.filter(
    ({ invokedNs, completedNs }) => invokedNs >= forced.fromNs && completedNs < forced.toNs,
  );
  return [judgedWindow(bucket, { label: 'any', members, allowance })];
}

function judgedWindow(
  bucket: Bucket,
  {
    label,
    members,
    allowance,
  }: Pick<JudgedWindow, 'label' | 'allowance'> & { members: readonly LimitedCall[] },
): JudgedWindow {
  const admitted = members.filter(({ kind }) => kind === 'allowed');
  const denied = members.filter(({ kind }) => kind === 'denied');
  const names = bucket.stage.replicas.map(({ name }) => name);
  const byReplica = countByName(
    names,
    admitted.map(({ replica }) => replica),
  );
  const weakness = weaknessOf(bucket, members);
  return { bucket, label, attempts: members.length, admitted, denied, allowance, byReplica, weakness };
}

// More calls than the limit, with some from every replica, are enough: a replica that counts for itself then admits
// more together with the others than the limit. That a denial happened needs no test for the same reason.
function weaknessOf({ stage, limit, user }: Bucket, members: readonly LimitedCall[]): string | null {
  const names = stage.replicas.map(({ name }) => name);
  if (members.length < limit + Math.max(1, names.length)) {
    return `${members.length} calls of ${user} surely fell into one window, too few for a limit of ${limit}`;
  }
  const seen = new Set(members.map(({ replica }) => replica));
  const unseen = names.find((name) => !seen.has(name));
  return unseen === undefined ? null : `${unseen} answered no call of ${user} in the window`;
}
