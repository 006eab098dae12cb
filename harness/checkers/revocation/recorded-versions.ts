import type { RecordedOperation } from '../../history/recorded.ts';
import { passOver, wrongValue } from '../recorded-value.ts';
import type { RevocationProbe } from './revocation.ts';
import type { Bump, VersionRead } from '../auth/version-history.ts';

/** A bump, and who answered it. */
export interface RecordedBump extends Bump {
  readonly version: number | null;
  readonly replica: string | null;
}

/** A look at the version, and who answered it; as a probe of a kicked token, whose fate is that of its version. */
export interface RecordedRead extends VersionRead, RevocationProbe {
  readonly token: number;
}

/** One user's token version, as a history recorded it. */
export interface RecordedRegister {
  readonly key: string;
  readonly bumps: RecordedBump[];
  readonly reads: RecordedRead[];
}

/** A token version by key, in the order in which they were first named. */
export type RecordedRegisters = Map<string, RecordedRegister>;

/**
 * Takes an operation on a user's token version:
 * `bump` or `kick` (ok: the new version, or null when the answer has no number), `login` (ok: the version of the token it gave),
 * `accept` and `reject` (the version of the token that was used, as the input or as the answer), and `check` (input: the version;
 * ok: true when it was accepted, false when it was refused). A version is a whole number, or `{version}`.
 */
export function noteVersionOperation(registers: RecordedRegisters, op: RecordedOperation): void {
  switch (op.f) {
    case 'bump':
    case 'kick':
      return noteBump(registers, op);
    case 'login':
      return noteRead(registers, op, 'login');
    case 'accept':
    case 'reject':
      return noteRead(registers, op, op.f);
    case 'check':
      return noteRead(registers, op, op.output === true ? 'accept' : 'reject');
    default:
      passOver(op, 'bump, kick, login, accept, reject and check');
  }
}

function noteBump(registers: RecordedRegisters, op: RecordedOperation): void {
  if (op.outcome === 'fail') return;
  const { index, invokedNs, completedNs, replica, output } = op;
  const isAnswered = op.outcome === 'ok';
  const isNumbered = isAnswered && output !== null && output !== undefined;
  const version = isNumbered ? versionIn(output) : null;
  if (isNumbered && version === null)
    throw wrongValue(op, 'the new version, a whole number, or null when the answer has none');
  const { bumps } = registerOf(registers, op.key);
  bumps.push({ index, version, invokedNs, completedNs: isAnswered ? completedNs : null, replica });
}

function noteRead(registers: RecordedRegisters, op: RecordedOperation, kind: VersionRead['kind']): void {
  if (op.outcome !== 'ok') return;
  const { f, index, invokedNs, completedNs, replica, input, output } = op;
  if (f === 'check' && typeof output !== 'boolean') throw wrongValue(op, 'true or false, as the answer');
  const version = f === 'login' ? versionIn(output) : (versionIn(input) ?? versionIn(output));
  if (version === null) throw wrongValue(op, "the token's version, a whole number");
  const read = { kind, version, token: version, accepted: kind === 'accept', replica };
  registerOf(registers, op.key).reads.push({ ...read, index, invokedNs, completedNs });
}

function registerOf(registers: RecordedRegisters, key: string): RecordedRegister {
  const known = registers.get(key);
  if (known) return known;
  const register = { key, bumps: [], reads: [] };
  registers.set(key, register);
  return register;
}

/** A version given as a number or as `{version}`; null when it is neither. */
function versionIn(value: unknown): number | null {
  const given: unknown =
    typeof value === 'object' && value !== null && 'version' in value ? value.version : value;
  return typeof given === 'number' && Number.isSafeInteger(given) && given >= 0 ? given : null;
}
