import type { AnyOperation } from '../../../history/operation.ts';
import type { History } from '../../check.ts';

/** Small runs for the tests of this folder: times in milliseconds, one line an operation. */
type Draft = Omit<AnyOperation, 'index'>;

export interface Seen {
  at: readonly [number, number];
  /** Who answered. */
  on?: string | null;
  route?: string;
  status?: number | null;
  user?: string;
  stage?: string;
  upstream?: string | null;
  reason?: string | null;
}

const seen = ({
  at,
  on = 'b-1',
  route,
  status = 200,
  stage = 's',
  upstream = null,
  reason = null,
}: Seen) => ({
  process: 1,
  key: '',
  stage,
  route: route ?? on ?? 'balancer',
  invokedNs: at[0] * 1e6,
  completedNs: at[1] * 1e6,
  outcome: status === null || status >= 500 ? ('info' as const) : ('ok' as const),
  output: null,
  status,
  code: null,
  replica: status === null ? null : on,
  upstream,
  reason,
  problems: [],
});
const who = ({ user = 'u' }: Seen) => ({ user, clientType: 'desktop' as const });
const isGiven = ({ status = 200 }: Seen): boolean => status === 200;
const session = (token: string, key: string) => ({
  token,
  refreshToken: `r-${token}`,
  sessionKey: key,
  tokenVersion: 1,
  lifetimeS: 3600,
  expiresInS: 3600,
});

export const login = (one: Seen & { token: string }): Draft => ({
  ...seen(one),
  f: 'login',
  input: who(one),
  output: isGiven(one) ? session(one.token, `k-${one.token}`) : null,
});
export const me = (one: Seen & { token: string }): Draft => ({
  ...seen(one),
  f: 'me',
  input: { ...who(one), token: one.token },
  output: isGiven(one) ? { ...who(one), tokenVersion: 1, sessionKey: `k-${one.token}` } : null,
});
/** Refreshes the session of `token`; a success gives `gives`. */
export const refresh = (one: Seen & { token: string; gives?: string }): Draft => ({
  ...seen(one),
  f: 'refresh',
  input: { ...who(one), sessionKey: `k-${one.token}`, refreshToken: `r-${one.token}` },
  output: isGiven(one) ? session(one.gives ?? `${one.token}+`, `k-${one.token}`) : null,
});
export const limited = (one: Seen): Draft => ({
  ...seen(one),
  f: 'limited',
  input: { user: one.user ?? 'u' },
  output: isGiven(one) ? { remaining: 9, limit: 10, resetS: 1, retryAfterS: null } : null,
});
export const health = (one: Seen & { ready?: boolean }): Draft => ({
  ...seen(one),
  f: 'health',
  input: { ready: one.ready ?? false },
  output: isGiven(one) ? {} : null,
});
export const kick = (one: Seen): Draft => ({
  ...seen(one),
  f: 'kick',
  input: { user: one.user ?? 'u', targets: ['desktop'] },
  output: {},
});
export const streamEnd = (one: Seen & { by: 'client' | 'server' | 'error' }): Draft => ({
  ...seen({ ...one, status: null }),
  replica: one.on ?? 'b-1',
  outcome: 'ok',
  f: 'stream-end',
  input: { user: 'u', connection: 'c', by: one.by, message: '' },
});
export const write = (one: Seen): Draft => ({
  ...seen(one),
  f: 'session-write',
  input: { user: 'u', id: 'i', state: 'x', ifVersion: null },
  output: isGiven(one) ? { version: 1 } : null,
});

export interface Injected {
  kind: string;
  targets?: readonly string[];
  side?: 'redis' | 'proxy';
  /** Commanded, verified; healing begun, healing verified. */
  at: readonly [number, number, number, number];
  name?: string;
  outcome?: 'ok' | 'info';
  healed?: 'ok' | 'info' | 'never';
}

/** A fault and its heal. */
export function fault(one: Injected): Draft[] {
  const { kind, targets = ['redis'], at, name = `${kind} 1`, outcome = 'ok', healed = 'ok' } = one;
  const input = {
    name,
    kind,
    targets: [...targets],
    ...(one.side ? { side: one.side } : {}),
    what: `${targets.join(', ')}: ${kind}`,
  };
  const common = { ...seen({ at: [at[0], at[1]], on: null, route: '', status: null }), input, output: null };
  const heal = { ...common, invokedNs: at[2] * 1e6, completedNs: at[3] * 1e6 };
  return [
    { ...common, f: 'fault', outcome },
    ...(healed === 'never' ? [] : [{ ...heal, f: 'heal' as const, outcome: healed }]),
  ];
}

/** Numbers the operations by invocation. */
export function run(...drafts: (Draft | readonly Draft[])[]): History {
  const operations = drafts
    .flat()
    .sort((a, b) => a.invokedNs - b.invokedNs)
    .map((draft, index) => ({ ...draft, index }) as AnyOperation);
  const replicas = ['b-1', 'b-2'].map((name, index) => ({
    name,
    upstream: `10.0.0.${index + 1}:80`,
    direct: true,
  }));
  const stage = {
    stage: 's',
    driver: 'process',
    replicas,
    settings: {},
    streamReadTimeoutS: 60,
    planted: [],
  };
  return { operations, stages: [stage] };
}
