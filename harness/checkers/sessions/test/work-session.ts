import type { AnyOperation, Operation } from '../../../history/operation.ts';
import type { Stage } from '../../../history/vocabulary.ts';
import type { History } from '../../check.ts';

/** Small histories of work sessions: times in milliseconds, one line an operation. */
interface Common {
  readonly user?: string;
  readonly id?: string;
  readonly status?: number | null;
  readonly outcome?: 'ok' | 'fail' | 'info';
}

const frame = (at: readonly [number, number], on: string | null, common: Common) => ({
  index: 0,
  process: 0,
  key: common.id ?? 'x',
  stage: 'main',
  route: on ?? 'balancer',
  invokedNs: at[0] * 1e6,
  completedNs: at[1] * 1e6,
  outcome: common.outcome ?? ('ok' as const),
  code: null,
  replica: on,
  upstream: null,
  reason: null,
  problems: [],
});

const about = ({ user = 'owner', id = 'x' }: Common) => ({ user, id });

/** A read that found the version, whose state is its name; 0 is a 404. */
export const read = (
  at: readonly [number, number],
  on: string | null,
  version: number,
  common: Common & { readonly state?: string } = {},
): Operation<'session-read'> => ({
  ...frame(at, on, common),
  f: 'session-read',
  input: about(common),
  output: version === 0 ? null : { state: common.state ?? `s${version}`, version },
  status: common.status ?? (version === 0 ? 404 : 200),
});

/** A write that made the version; null when it was refused, or not answered. */
export const write = (
  at: readonly [number, number],
  on: string | null,
  version: number | null,
  common: Common & { readonly state?: string; readonly ifVersion?: number | null } = {},
): Operation<'session-write'> => ({
  ...frame(at, on, common),
  f: 'session-write',
  input: {
    ...about(common),
    state: common.state ?? `s${version}`,
    ifVersion: common.ifVersion ?? null,
  },
  output: version === null ? null : { version },
  status: common.status ?? (version === null ? 409 : 200),
});

const STAGE: Stage = {
  stage: 'main',
  driver: 'process',
  replicas: ['b-1', 'b-2', 'b-3'].map((name) => ({ name, upstream: null, direct: true })),
  settings: { SESSION_TTL_S: 2 },
  streamReadTimeoutS: 60,
  planted: [],
};

/** The operations as a history, numbered by invocation. */
export function historyOf(operations: readonly AnyOperation[]): History {
  const byStart = operations.toSorted((a, b) => a.invokedNs - b.invokedNs);
  return { operations: byStart.map((op, index) => Object.assign({}, op, { index })), stages: [STAGE] };
}
