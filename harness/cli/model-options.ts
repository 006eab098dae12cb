import type { ModelOptions } from '../checkers/models/model-options.ts';
import type { Options } from './options.ts';

/** The names that `--policy` takes, and what each turns on. */
export const POLICIES = {
  'counts-denied': 'countsDenied',
  'predecessor-only': 'gracePredecessorOnly',
  'same-successor': 'sameSuccessor',
  'revoke-family': 'familyRevocationOnReuse',
  'refuses-when-down': 'refusesWhenDown',
} as const satisfies Readonly<Record<string, keyof ModelOptions>>;

/** The flags by the options they give, for those who must be told that one is missing. */
export const MODEL_FLAGS: Readonly<Partial<Record<keyof ModelOptions, string>>> = {
  kind: '--kind',
  limit: '--limit',
  windowMs: '--window',
};

/** What the command line says to a model; what it does not say is left out. */
export function modelOptions(given: Options): ModelOptions {
  const { kind, limit, window, delta, base, grace, recoverWithin, minAvailability, maxGap, policy } = given;
  return {
    ...(kind === null ? {} : { kind }),
    ...(limit === null ? {} : { limit }),
    ...(window === null ? {} : { windowMs: window }),
    ...(delta === null ? {} : { deltaMs: delta }),
    ...(base === null ? {} : { base }),
    ...(grace === null ? {} : { graceMs: grace }),
    ...(recoverWithin === null ? {} : { recoverWithinMs: recoverWithin }),
    ...(minAvailability === null ? {} : { minAvailability }),
    ...(maxGap === null ? {} : { maxGapMs: maxGap }),
    ...Object.fromEntries(policy.map((name) => [POLICIES[name], true])),
  };
}
