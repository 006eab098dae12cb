import { signedForOther, WORDS } from '../client/words.ts';
import type { Fault } from '../fault.ts';
import { dotted } from '../fetched.ts';
import type { Signature } from '../minisign/signature.ts';
import { readTrustedComment } from '../minisign/trusted-comment.ts';
import { printable } from '../printable.ts';
import { isSameVersion } from '../versions.ts';
import { nameOf, type Taken } from './taken.ts';

/** What is wrong with what a good signature says of its asset: its version, which newer clients hold against the manifest, and its name, which none does. */
export function commentFaults(taken: Taken, { trustedComment }: Signature): Fault[] {
  const { file, version } = readTrustedComment(trustedComment);
  const name = nameOf(taken);
  const faults = [versionFault(taken, version)];
  if (file !== null && dotted(file) !== dotted(name)) faults.push(renamed(taken, file));
  return faults.filter((fault) => fault !== null);
}

const common = (taken: Taken) =>
  ({ culprits: [printable(nameOf(taken))], fetches: [taken.manifestFetch] }) as const;

function versionFault(taken: Taken, signed: string | null): Fault | null {
  if (taken.generation === 'older') return null;
  const name = printable(nameOf(taken));
  if (signed === null) return absent(taken, name);
  if (isSameVersion(signed, taken.version)) return null;
  return {
    ...common(taken),
    id: 'signed-version-differs',
    severity: 'failure',
    cause: taken.manifestUrl,
    says: signedForOther(printable(signed, 60), printable(taken.version, 60)),
    why: `${name} was signed for ${printable(signed, 60)}, and the manifest announces ${printable(taken.version, 60)}.`,
    mend: 'Make manifest and assets in one build, so that both have one version.',
  };
}

function absent(taken: Taken, name: string): Fault {
  const isRequired = taken.record.question.requireSignedVersion;
  return {
    ...common(taken),
    id: 'signed-version-absent',
    severity: isRequired ? 'failure' : 'warning',
    cause: 'absent',
    says: isRequired ? WORDS.versionUnsigned : 'Nothing today.',
    why: isRequired
      ? `The signature of ${name} has no version, and the configuration requires one (requireSignedVersion).`
      : `The signature of ${name} has no version, so whoever can change the manifest can announce an old release as a new one.`,
    mend: 'Sign with `tauri signer sign --app-version`, or build with a current Tauri CLI, which does it by itself.',
  };
}

function renamed(taken: Taken, file: string): Fault {
  return {
    ...common(taken),
    id: 'signed-under-another-name',
    severity: 'warning',
    cause: taken.url,
    says: 'Nothing: no client looks at the name.',
    why: `${printable(nameOf(taken))} was signed as ${printable(file)}.`,
    mend: 'See that the manifest points to the file that was meant.',
  };
}
