import type { Violation } from '../verdict.ts';
import { culprit } from '../findings.ts';
import { named, span } from '../phrases.ts';
import { recordedRevocations } from '../revocation/recorded-revocations.ts';
import type { RecordedRegister } from '../revocation/recorded-versions.ts';
import { acceptors, explainStaleness } from '../revocation/stale-causes.ts';
import type { Clash } from '../auth/version-history.ts';
import { CLASH_SENTENCES } from './version-sentences.ts';

/** The violation of a token version that is no register, shown by the operations that clash. */
export function versionViolation(register: RecordedRegister, clash: Clash): Violation {
  const { diagnosis, operations, gapNs } = clash;
  const shown = operations.flatMap((index) => operationOf(register, index));
  const whose = register.key === '' ? '' : ` of ${JSON.stringify(register.key)}`;
  const story = shown.map(({ text }) => text).join(gapNs > 0 ? `, then, ${span(gapNs)} later, ` : ' and ');
  return {
    anomaly: diagnosis,
    message: `the token version${whose} is not one register: ${CLASH_SENTENCES[diagnosis]}: ${story}`,
    operations,
    ...blame(register, diagnosis, shown),
  };
}

interface Shown {
  readonly text: string;
  readonly replica: string | null;
}

function operationOf({ bumps, reads }: RecordedRegister, index: number): Shown[] {
  const tell = (what: string, replica: string | null): Shown[] => [
    { text: `operation ${index} (${what}${replica === null ? '' : ` at ${replica}`})`, replica },
  ];
  const bump = bumps.find((one) => one.index === index);
  if (bump) return tell(bump.version === null ? 'kick' : `kick to version ${bump.version}`, bump.replica);
  const read = reads.find((one) => one.index === index);
  return read ? tell(`${read.kind} of version ${read.version}`, read.replica) : [];
}

/** Who gave the answer that cannot be, and where that comes from: the later of two, unless the earlier came too soon. */
function blame(
  register: RecordedRegister,
  diagnosis: Clash['diagnosis'],
  shown: readonly Shown[],
): Pick<Violation, 'culprits' | 'cause'> {
  const soon = culprit(shown[0]?.replica ?? null);
  const late = culprit(shown.at(-1)?.replica ?? null);
  switch (diagnosis) {
    case 'stale-accept':
    case 'flip-flop':
      return stale(register, late);
    case 'inversion':
      return { culprits: late, cause: `${named(late)} reads a copy of the token version that lags behind` };
    case 'spurious-401':
      return {
        culprits: soon,
        cause: `${named(soon)} refuses tokens that nothing has ended: its secret, its clock or its store is not that of the others`,
      };
    case 'impossible-read':
      return {
        culprits: soon,
        cause: 'the version was predicted or forged, or a kick is not in the history',
      };
    case 'lost-update':
      return {
        culprits: [...new Set([...soon, ...late])].sort(),
        cause:
          'the version is read and written in two steps, so that kicks overwrite each other, or it went back in a failover',
      };
  }
}

/** Checks of ended tokens show for how long; a login alone shows only that it was late. */
function stale(register: RecordedRegister, late: readonly string[]): Pick<Violation, 'culprits' | 'cause'> {
  const replicas = [...new Set(register.reads.flatMap(({ replica }) => culprit(replica)))];
  const kinds = explainStaleness(recordedRevocations(register), replicas);
  const own = kinds.find(({ revocations }) => late.every((name) => acceptors(revocations).includes(name)));
  if (own) return { culprits: acceptors(own.revocations), cause: own.cause };
  return {
    culprits: late,
    cause: `the kick is answered before it is written, or ${named(late)} reads a copy of the token version`,
  };
}
