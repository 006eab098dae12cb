import { oddReplicaModel } from '../../checkers/acceptance/odd-replica-model.ts';
import { sessionStateModel } from '../../checkers/session-state/session-state-model.ts';
import { timeToRevocationModel } from '../../checkers/revocation/time-to-revocation-model.ts';
import { tokenVersionModel } from '../../checkers/token-version/token-version-model.ts';
import { refreshFamily } from '../../checkers/refresh/refresh-family-model.ts';
import { modelCase, pick } from './model-case.ts';
import type { Case } from './recorded-cases.ts';
import type { Simulation } from './simulated-history.ts';

type System = Omit<Simulation, 'operations'>;

/** Token versions, sessions and refresh tokens. */
export const authCases = (): Case[] => [
  modelCase('token-version, 1000 users', tokenVersionModel, () => tokens(1000)),
  modelCase('token-version, 1 user', tokenVersionModel, () => tokens(1)),
  modelCase('time-to-revocation, 1000 users', timeToRevocationModel, () => tokens(1000)),
  modelCase('time-to-revocation, 1 user', timeToRevocationModel, () => tokens(1)),
  modelCase('session-state, 1000 sessions', sessionStateModel, () => sessions(1000)),
  modelCase('session-state, 1 session', sessionStateModel, () => sessions(1)),
  modelCase('odd-replica, 4 replicas', oddReplicaModel, checkedTokens),
  modelCase('refresh-family, 1000 users', refreshFamily, () => refreshes(1000)),
];

/** Kicks, one of a hundred operations; else a token of this version, or of the one before, is checked. */
export function tokens(users: number): System {
  const versions = new Float64Array(users);
  return {
    next: (random) => {
      const user = pick(random, users);
      const key = `user-${user}`;
      const what = random();
      const bump = (): number => (versions[user] = (versions[user] ?? 0) + 1);
      if (what < 0.01) return { f: 'kick', key, input: null, act: bump };
      if (what < 0.02) return { f: 'login', key, input: null, act: () => versions[user] };
      const version = Math.max(0, (versions[user] ?? 0) - pick(random, 2));
      return { f: 'check', key, input: version, act: () => version === versions[user] };
    },
  };
}

interface State {
  readonly state: string;
  readonly version: number;
}

/** Sessions that are read, written, and written if nobody else has. */
function sessions(count: number): System {
  const states: (State | null)[] = Array.from({ length: count }, () => null);
  return {
    next: (random, place) => {
      const at = pick(random, count);
      const key = `session-${at}`;
      if (random() < 0.7) return { f: 'get', key, input: null, act: () => states[at] ?? null };
      const state = `state ${place}`;
      const ifVersion = random() < 0.5 ? (states[at]?.version ?? 0) : null;
      return {
        f: 'put',
        key,
        input: ifVersion === null ? { state } : { state, ifVersion },
        act: () => {
          const version = states[at]?.version ?? 0;
          if (ifVersion !== null && ifVersion !== version) return { conflict: true };
          states[at] = { state, version: version + 1 };
          return { version: version + 1 };
        },
      };
    },
  };
}

const checkedTokens = (): System => ({
  next: (random) => ({
    f: 'check',
    key: '',
    input: { mintedBy: `b-${1 + pick(random, 4)}` },
    act: () => true,
  }),
});

/** Each user logs in and then refreshes; when two refresh at once, the later one is refused, as are made-up tokens. */
function refreshes(users: number): System {
  const newest: (string | null)[] = Array.from({ length: users }, () => null);
  const alive = new Set<string>();
  return {
    next: (random, place) => {
      const user = pick(random, users);
      const key = `user-${user}`;
      const token = newest[user] ?? null;
      const got = `token-${place}`;
      const give = (): string => {
        alive.add(got);
        return (newest[user] = got);
      };
      if (token === null || random() < 0.01) return { f: 'login', key, input: null, act: give };
      const input = random() < 0.02 ? `made-up-${place}` : token;
      return { f: 'use', key, input, act: () => (alive.delete(input) ? give() : null) };
    },
  };
}
