import * as fc from 'fast-check';
import type { RefreshAction } from './refresh-specification.ts';
import type { Call } from '../../linearizability/specification.ts';
import type { FamilyCall, FamilyClash, FamilyHistory, RefreshPolicy } from '../family-history.ts';
import { decideRefreshFamily } from '../refresh-family.ts';
import { TokenNames } from '../token-names.ts';

/** One call, before it has a number. */
export interface Draft {
  action: RefreshAction;
  at: readonly [number, number];
  on?: string;
}
type Span = readonly [number, number];
const ended = (at: Span): Span => at;

export const login = (token: string, at: Span, on = 'b-1'): Draft => ({
  action: { f: 'login', token },
  at: ended(at),
  on,
});
/** A use that got `child`; null: refused; undefined: no answer. */
export const use = (token: string, child: string | null | undefined, at: Span, on = 'b-1'): Draft => ({
  action: { f: 'use', token, child },
  at: child === undefined ? [at[0], Infinity] : at,
  on,
});
export const revoke = (token: string | null, at: Span, on = 'b-1'): Draft => ({
  action: { f: 'revoke', token },
  at,
  on,
});

/** Numbers the calls in the order given. */
export const callsOf = (drafts: readonly Draft[]): Call<RefreshAction>[] =>
  drafts.map(({ action, at: [invokedNs, completedNs] }, index) => ({
    index,
    invokedNs,
    completedNs,
    action,
  }));

function familyOf(drafts: readonly Draft[]): FamilyHistory {
  const tokens = new TokenNames();
  const idOf = (name: string): number => tokens.idOf(name);
  const calls = drafts.map(({ action, at: [invokedNs, completedNs], on }, index): FamilyCall => {
    const common = { index, invokedNs, completedNs, replica: on ?? null };
    if (action.f === 'login') return { ...common, f: 'login', token: idOf(action.token) };
    const token = action.token === null ? null : idOf(action.token);
    if (action.f === 'revoke') return { ...common, f: 'revoke', token };
    const child = typeof action.child === 'string' ? idOf(action.child) : action.child;
    return { ...common, f: 'use', token: token!, child };
  });
  return { tokens: tokens.names, calls };
}

export const clashesOf = (drafts: readonly Draft[], policy: RefreshPolicy = {}): FamilyClash[] => [
  ...decideRefreshFamily(familyOf(drafts), policy),
];

/** Without a login, the accepted tokens that nobody gave out. */
export function givenIn(drafts: readonly Draft[]): string[] {
  if (drafts.some(({ action }) => action.f === 'login')) return [];
  const children = drafts.flatMap(({ action }) =>
    action.f === 'use' && typeof action.child === 'string' && action.child !== action.token
      ? [action.child]
      : [],
  );
  const accepted = drafts.flatMap(({ action }) =>
    action.f === 'use' && typeof action.child === 'string' ? [action.token] : [],
  );
  return [...new Set(accepted)].filter((token) => !children.includes(token));
}

const CHAIN = ['t0', 't1', 't2', 't3'];

/** Random histories of one family, about as often possible as not; times that touch and overlap. */
export function anyFamily({ logins = 1, most = 6 } = {}): fc.Arbitrary<Draft[]> {
  const start = fc.nat({ max: 9 });
  const length = fc.nat({ max: 6 });
  const link = fc.nat({ max: 2 });
  const rotate = fc
    .record({ link, start, length, to: fc.nat({ max: 11 }) })
    .map(({ link, start, length, to }) => {
      // Mostly the next of the chain, sometimes any token.
      const child = CHAIN[to < 4 ? to : link + 1]!;
      return use(CHAIN[link]!, child, [start, start + length]);
    });
  const refuse = fc
    .record({ link: fc.nat({ max: 3 }), start, length })
    .map(({ link, start, length }) => use(CHAIN[link]!, null, [start, start + length]));
  const unanswered = fc
    .record({ link: fc.nat({ max: 3 }), start })
    .map(({ link, start }) => use(CHAIN[link]!, undefined, [start, Infinity]));
  const end = fc
    .record({ link: fc.nat({ max: 5 }), start, length: fc.oneof(length, fc.constant(Infinity)) })
    .map(({ link, start, length }) => revoke(CHAIN[link] ?? null, [start, start + length]));
  const calls = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: rotate },
      { weight: 4, arbitrary: refuse },
      { weight: 2, arbitrary: unanswered },
      { weight: 2, arbitrary: end },
    ),
    { maxLength: most },
  );
  const begun = fc.array(fc.record({ start: fc.nat({ max: 4 }), length: fc.nat({ max: 3 }) }), {
    minLength: logins,
    maxLength: logins,
  });
  return fc
    .tuple(begun, calls)
    .map(([begun, calls]) => [
      ...begun.map(({ start, length }, n) => login(n === 0 ? 't0' : 't3', [start, start + length])),
      ...calls,
    ]);
}
