import type { Operation } from '../../../history/operation.ts';
import type { History } from '../../check.ts';

/** Small histories of logins as one user: times in milliseconds, one line an attempt. */
type At = readonly [number, number];
interface Said {
  readonly user?: string;
  readonly outcome?: 'ok' | 'info';
  readonly code?: string | null;
}

const login = (at: At, on: string, status: number, isWrong: boolean, said: Said): Operation<'login'> => ({
  index: 0,
  process: 0,
  f: 'login',
  key: '',
  stage: 'main',
  route: on,
  input: {
    user: said.user ?? 'u',
    clientType: 'desktop',
    ...(isWrong ? { wrongPassword: true as const } : {}),
  },
  invokedNs: at[0] * 1e6,
  completedNs: at[1] * 1e6,
  outcome: said.outcome ?? 'ok',
  output: null,
  status: said.outcome === 'info' ? null : status,
  code: said.code === undefined ? (status === 429 ? 'ACCOUNT_LOCKED' : null) : said.code,
  replica: on,
  upstream: null,
  reason: null,
  problems: [],
});

export const wrong = (at: At, on: string, status: number, said: Said = {}): Operation<'login'> =>
  login(at, on, status, true, said);

export const right = (at: At, on: string, status: number, said: Said = {}): Operation<'login'> =>
  login(at, on, status, false, said);

/** So many wrong passwords in turn, over two replicas, 10 ms apart. */
export const inTurn = (
  fromMs: number,
  count: number,
  status: number,
  said: Said = {},
): Operation<'login'>[] =>
  Array.from({ length: count }, (_, turn) =>
    wrong([fromMs + 10 * turn, fromMs + 10 * turn + 5], turn % 2 === 0 ? 'b-1' : 'b-2', status, said),
  );

/** Two replicas whose lockouts last two seconds. */
export function historyOf(operations: readonly Operation<'login'>[]): History {
  const byStart = operations.toSorted((a, b) => a.invokedNs - b.invokedNs);
  const stage = {
    stage: 'main',
    driver: 'process',
    replicas: ['b-1', 'b-2'].map((name) => ({ name, upstream: null, direct: true })),
    settings: { LOCKOUT_S: 2 },
    streamReadTimeoutS: 60,
    planted: [],
  };
  return { operations: byStart.map((op, index) => Object.assign({}, op, { index })), stages: [stage] };
}
