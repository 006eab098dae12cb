import type { AnyOperation } from '../../../history/operation.ts';
import type { ClientType } from '../../../history/vocabulary.ts';
import type { History } from '../../check.ts';

/** Small histories for the tests of this folder: times in milliseconds, one line an operation. */
export interface Common {
  at: readonly [number, number];
  on?: string | null;
  route?: string;
  user?: string;
  type?: ClientType;
  stage?: string;
  status?: number | null;
  outcome?: 'ok' | 'fail' | 'info';
}
export interface Minted extends Common {
  token: string;
  version?: number | null;
  session?: string;
  refresh?: string;
  lifetimeS?: number | null;
  issuedAtS?: number | null;
}
type Draft = { [K in AnyOperation as K['f']]: Omit<K, 'index'> }[AnyOperation['f']];

const common = (c: Common) => ({
  process: 0,
  key: '',
  stage: c.stage ?? 's',
  route: c.route ?? c.on ?? 'balancer',
  invokedNs: c.at[0] * 1e6,
  completedNs: c.at[1] * 1e6,
  outcome: c.outcome ?? 'ok',
  status: c.status === undefined ? (c.outcome && c.outcome !== 'ok' ? null : 200) : c.status,
  code: null,
  replica: c.on ?? null,
  upstream: null,
  reason: null,
  problems: [],
});
const who = (c: Common) => ({ user: c.user ?? 'u', clientType: c.type ?? ('desktop' as const) });
const gives = (c: Common) => (c.outcome ?? 'ok') === 'ok' && (c.status === undefined || c.status === 200);
const output = (m: Minted) =>
  gives(m)
    ? {
        token: m.token,
        refreshToken: m.refresh ?? `r-${m.token}`,
        sessionKey: m.session ?? 'k',
        tokenVersion: m.version === undefined ? 1 : m.version,
        lifetimeS: m.lifetimeS === undefined ? 3_600 : m.lifetimeS,
        expiresInS: 3_600,
        ...(m.issuedAtS === undefined ? {} : { issuedAtS: m.issuedAtS }),
      }
    : null;

export const login = (m: Minted): Draft => ({ ...common(m), f: 'login', input: who(m), output: output(m) });
export const refresh = (m: Minted & { with: string }): Draft => ({
  ...common(m),
  f: 'refresh',
  input: { ...who(m), sessionKey: m.session ?? 'k', refreshToken: m.with },
  output: output(m),
});
export const me = (c: Common & { token: string; version?: number }): Draft => ({
  ...common(c),
  f: 'me',
  input: { ...who(c), token: c.token },
  output: gives(c) ? { ...who(c), tokenVersion: c.version ?? 1, sessionKey: 'k' } : null,
});
export const kick = (c: Common & { targets?: ClientType[] }): Draft => ({
  ...common(c),
  f: 'kick',
  input: { user: c.user ?? 'u', targets: c.targets ?? ['desktop'] },
  output: gives(c) ? {} : null,
});
export const logout = (c: Common & { token: string }): Draft => ({
  ...common(c),
  f: 'logout',
  input: { ...who(c), token: c.token },
  output: {},
});

/** Numbers the operations by invocation. */
export function history(
  drafts: readonly Draft[],
  options: { replicas?: readonly string[]; settings?: Record<string, number> } = {},
): History {
  const operations = drafts
    .toSorted((a, b) => a.invokedNs - b.invokedNs)
    .map((draft, index): AnyOperation => ({ ...draft, index }));
  const replicas = (options.replicas ?? ['b-1', 'b-2', 'b-3']).map((name) => ({
    name,
    upstream: null,
    direct: true,
  }));
  const names = [...new Set(['s', ...operations.map((op) => op.stage)])];
  const settings = options.settings ?? {};
  const cluster = { driver: 'process', replicas, settings, streamReadTimeoutS: 60, planted: [] };
  const stages = names.map((stage) => ({ stage, ...cluster }));
  return { operations, stages };
}
export type { Draft };
