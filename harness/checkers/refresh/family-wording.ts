import { span } from '../phrases.ts';
import type { FamilyCall, FamilyClash, TokenId } from './family-history.ts';

/** Whom a clash names. */
export function culpritsOf({ anomaly, wrong, against }: FamilyClash): (string | null)[] {
  const isOfBoth = anomaly === 'fork' || anomaly === 'duplicate-token';
  return [wrong, ...(isOfBoth ? against : [])].map(({ replica }) => replica);
}

/** The operations of a clash, in order of invocation. */
export const operationsOf = ({ wrong, against }: FamilyClash): number[] =>
  [wrong, ...against].map(({ index }) => index).sort((a, b) => a - b);

/** A clash in words. */
interface Wording {
  readonly message: string;
  readonly cause: string;
}

/** What a clash says to a backend engineer, and what is likely to have caused it. */
export function wordClash(
  { anomaly, token, wrong, against }: FamilyClash,
  names: readonly string[],
): Wording {
  const it = `refresh token ${shown(names, token)}`;
  const [first = wrong] = against;
  switch (anomaly) {
    case 'fork':
      return {
        message: `${it} was rotated twice: ${byWhom(first)} and ${byWhom(wrong)}, ${inTime(first, wrong)}, got a token of its own each`,
        cause: 'the rotation is not atomic: GET, then SET, so that two requests see the same token unused',
      };
    case 'reuse-accepted':
      return {
        message: `${it} worked again: ${byWhom(wrong)} was accepted, ${inTime(first, wrong)}, though ${byWhom(first)} had used it`,
        cause: 'a used token is not remembered as used, or its grace has no end',
      };
    case 'lost-token':
      return {
        message: `${it} was refused by ${byWhom(wrong)}, though nothing could have used or ended it by then`,
        cause:
          'the reply was sent before the token was written, the replica does not see the store that holds it, or a race used it up for nobody',
      };
    case 'descendant-lives':
      return {
        message: `${it} was accepted by ${byWhom(wrong)} after ${byWhom(first)} had ended its family`,
        cause:
          first.f === 'use' && first.child === null
            ? 'the reuse of a refresh token is refused, but does not revoke its family'
            : 'revocation does not reach the whole family, or a refresh in flight writes the family back',
      };
    case 'forged-token':
      return {
        message: `${it} was accepted by ${byWhom(wrong)}, ${against.length === 0 ? 'and nobody had given it out' : `before ${byWhom(first)}, which led to it, began`}`,
        cause: 'refresh tokens are accepted without a look at the store, or the times are of several clocks',
      };
    case 'echo':
      return {
        message: `${it} was given back unchanged by ${byWhom(wrong)}`,
        cause: 'refresh tokens are not rotated',
      };
    case 'duplicate-token':
      return {
        message: `${it} was given out by ${byWhom(first)} and again by ${byWhom(wrong)}`,
        cause: 'refresh tokens are not random: they come from a counter, or a seed, of each process',
      };
  }
}

const byWhom = ({ index, replica }: FamilyCall): string =>
  `operation ${index}${replica === null ? '' : ` on ${replica}`}`;

function inTime(first: FamilyCall, second: FamilyCall): string {
  const ns = overlapNs(first, second);
  return ns < 0 ? `${span(-ns)} later` : `at the same time for ${span(ns)}`;
}

/** For how long two calls ran at once; negative: the time between them. */
export const overlapNs = (a: FamilyCall, b: FamilyCall): number =>
  Math.min(a.completedNs, b.completedNs) - Math.max(a.invokedNs, b.invokedNs);

/** A token as reports show it, cut where it gets long. */
export function shown(names: readonly string[], token: TokenId): string {
  const name = names[token] ?? '';
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
}

const LONGEST = 40;
