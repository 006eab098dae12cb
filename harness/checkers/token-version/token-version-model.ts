import type { Model } from '../model.ts';
import type { Evidence, Judgement } from '../verdict.ts';
import { conclude } from '../conclusion.ts';
import { counted } from '../phrases.ts';
import { noteVersionOperation } from '../revocation/recorded-versions.ts';
import type { RecordedRegister, RecordedRegisters } from '../revocation/recorded-versions.ts';
import { decideTokenVersion } from './token-version.ts';
import { decideFromAnyBase } from './version-base.ts';
import type { VersionDecision } from '../auth/version-history.ts';
import { versionViolation } from './version-violations.ts';

/** What is known of the versions before the history begins. */
export interface TokenVersionOptions {
  /** The version of a user who was never kicked; null when nobody knows: the reads tell. */
  readonly base?: number | null;
}

/**
 * The token version of each user (a key), which kicks alone change, by one each; `noteVersionOperation` has the vocabulary
 * (docs/algorithms.md 3).
 */
export const tokenVersionModel = ({ base = null }: TokenVersionOptions = {}): Model => ({
  name: 'token-version',
  claim:
    'Each user has one token version, which a kick ends everywhere at one instant, before it returns (linearizable).',
  begin: () => {
    const registers: RecordedRegisters = new Map();
    return {
      take: (op) => noteVersionOperation(registers, op),
      conclude: () => judge([...registers.values()], base),
    };
  },
});

function judge(registers: readonly RecordedRegister[], base: number | null): Judgement {
  const decide = (register: RecordedRegister): VersionDecision =>
    base === null ? decideFromAnyBase(register) : decideTokenVersion({ ...register, base });
  const violations = registers.flatMap((register) => {
    const decision = decide(register);
    return decision.ok ? [] : [versionViolation(register, decision.clash)];
  });
  const bumps = registers.reduce((sum, register) => sum + register.bumps.length, 0);
  const looks = registers.reduce((sum, register) => sum + looksAt(register, base), 0);
  const seen = `${counted(bumps, 'kick')} and ${counted(looks, 'look')} at ${counted(registers.length, 'token version')}`;
  return conclude({
    violations,
    gaps: looks === 0 ? ['no operation shows a token version'] : [],
    examined: looks,
    summary: violations[0]?.message ?? `${seen} agree with one register each`,
    evidence: [table(registers)],
  });
}

/** How many answers say something of the version; refusals alone do not, while the first version is unknown. */
function looksAt({ bumps, reads }: RecordedRegister, base: number | null): number {
  const shown = bumps.filter(({ version }) => version !== null).length;
  const isAnchored = base !== null || shown > 0 || reads.some(({ kind }) => kind !== 'reject');
  return isAnchored ? shown + reads.length : 0;
}

function table(registers: readonly RecordedRegister[]): Evidence {
  const rows = registers.slice(0, 50).map(({ key, bumps, reads }) => [key, bumps.length, reads.length]);
  return { kind: 'table', title: 'Token versions', columns: ['user', 'kicks', 'looks'], rows };
}
