import { isAccepted, isRefused } from '../../history/operation.ts';
import type { Operation } from '../../history/operation.ts';
import type { RunNs } from '../../time/clock.ts';
import { answeredBy, keyOf } from './ledger.ts';
import type { Ledger, Mint } from './ledger.ts';

/** A refresh with a refresh token that the history knows. */
export interface RefreshUse {
  readonly index: number;
  /** Who gave the refresh token that is used. */
  readonly source: Mint;
  /** The first mint of the session. */
  readonly login: Mint;
  readonly replica: string | null;
  readonly answer: 'accepted' | 'refused' | 'other';
  /** The token came back unchanged. */
  readonly isEchoed: boolean;
  /** No effect at all is certain only of these. */
  readonly hadNoEffect: boolean;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
}

/** Every refresh, in order, with the session it belongs to. */
export function refreshUses(ledger: Ledger): RefreshUse[] {
  const givers = Map.groupBy(ledger.mints, (mint) => keyOf(mint.stage, mint.refreshToken));
  const logins = new Map(ledger.mints.toReversed().map((mint) => [mint.session, mint]));
  return ledger.refreshes.flatMap((op) => {
    const given = givers.get(keyOf(op.stage, op.input.refreshToken)) ?? [];
    const source = given.findLast((mint) => mint.completedNs < op.invokedNs);
    return source === undefined ? [] : [useOf(op, source, logins.get(source.session) ?? source)];
  });
}

function useOf(op: Operation<'refresh'>, source: Mint, login: Mint): RefreshUse {
  const answer = isAccepted(op) ? 'accepted' : isRefused(op) ? 'refused' : 'other';
  return {
    index: op.index,
    source,
    login,
    replica: answeredBy(op),
    answer,
    isEchoed: op.output?.refreshToken === op.input.refreshToken,
    hadNoEffect: op.outcome === 'fail' || answer === 'refused',
    invokedNs: op.invokedNs,
    completedNs: op.completedNs,
  };
}
