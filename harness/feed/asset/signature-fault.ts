import { WORDS } from '../client/words.ts';
import type { Fault, FindingId } from '../fault.ts';
import { dotted } from '../fetched.ts';
import type { PublicKey } from '../minisign/public-key.ts';
import type { Signature, SignatureProblem } from '../minisign/signature.ts';
import { readTrustedComment } from '../minisign/trusted-comment.ts';
import type { SignatureVerdict } from '../minisign/verify.ts';
import { printable } from '../printable.ts';
import type { FeedAnswer } from '../record.ts';
import { isSameVersion } from '../versions.ts';
import { fileSignedBy } from './fetched-files.ts';
import { nameOf, type Taken } from './taken.ts';
import { wrongSize } from './listed-size.ts';

/** An asset that came, with its signature. */
export interface Held {
  readonly taken: Taken;
  readonly answer: FeedAnswer;
  /** Of the asset. */
  readonly fetch: number;
  readonly key: PublicKey;
}

const SIGN_AGAIN =
  'Sign the asset as it is published, and put the contents of the new .sig into the manifest.';

/** The fault of a signature that no client can read. */
export function unreadable(taken: Taken, fetches: readonly number[], problem: SignatureProblem): Fault {
  const name = printable(nameOf(taken));
  const isEmpty = problem.isEmpty;
  return {
    id: isEmpty ? 'sig-missing' : 'signature-unreadable',
    severity: 'failure',
    cause: isEmpty ? 'empty' : problem.what,
    says: problem.what.includes('base64') ? WORDS.notBase64 : WORDS.unreadable,
    why: `${name}: the signature in the manifest ${printable(problem.what)}.`,
    mend: isEmpty
      ? 'Build with createUpdaterArtifacts and TAURI_SIGNING_PRIVATE_KEY set, and put the contents of the .sig file into the manifest.'
      : 'Put the contents of the .sig file into the manifest as they are, without line breaks and without decoding them.',
    culprits: [name],
    fetches,
  };
}

/** The fault of a signature that a client reads and refuses; null when it is good, or nobody can say. */
export function refusedSignature(held: Held, signature: Signature, verdict: SignatureVerdict): Fault | null {
  switch (verdict) {
    case 'good':
    case 'untried':
      return null;
    case 'other-key':
      return anotherKey(held, signature);
    case 'comment-altered':
    case 'altered':
      return altered(held, verdict);
    case 'other-bytes':
      return otherBytes(held, signature);
  }
}

interface Wording {
  readonly id: FindingId;
  readonly cause?: string;
  readonly says?: string;
  readonly why: string;
  readonly mend: string;
}

const faultOf = ({ taken, fetch }: Held, wording: Wording): Fault => ({
  severity: 'failure',
  cause: taken.url,
  says: WORDS.otherBytes,
  culprits: [printable(nameOf(taken))],
  fetches: [taken.manifestFetch, fetch],
  ...wording,
});

function anotherKey(held: Held, { keyId }: Signature): Fault {
  return faultOf(held, {
    id: 'signed-by-another-key',
    cause: keyId,
    says: WORDS.otherKey,
    why: `${printable(nameOf(held.taken))} is signed by key ${keyId}, and clients have ${held.key.id}.`,
    mend: `Sign with the private key of ${held.key.id}: installed clients know no other, and a new pubkey reaches only those who install by hand.`,
  });
}

function altered(held: Held, verdict: 'comment-altered' | 'altered'): Fault {
  const name = printable(nameOf(held.taken));
  return faultOf(held, {
    id: 'signature-altered',
    why:
      verdict === 'altered'
        ? `${name}: the signature has the id of key ${held.key.id}, which made neither it nor its comment.`
        : `${name}: the trusted comment is not the one that key ${held.key.id} signed.`,
    mend: SIGN_AGAIN,
  });
}

/** The key is right and the bytes are others: not all of them, those of another file, or changed ones. */
function otherBytes(held: Held, signature: Signature): Fault {
  const { taken, answer, key } = held;
  const name = printable(nameOf(taken));
  const size = wrongSize(taken, answer);
  if (size?.isTooShort)
    return faultOf(held, {
      id: 'asset-truncated',
      says: answer.bytes < (answer.announcedBytes ?? 0) ? WORDS.notJson : WORDS.otherBytes,
      why: `${name} ${size.what}.`,
      mend: 'Upload the asset again.',
    });
  const signed = fileSignedBy(taken.record, key, signature) ?? nameInComment(taken, signature);
  if (signed !== null)
    return faultOf(held, {
      id: 'signature-of-another-file',
      why: `The signature of ${name} is by the right key (${key.id}), and of ${printable(signed)}.`,
      mend: 'Put into each entry of the manifest the contents of the .sig of its own asset.',
    });
  return faultOf(held, {
    id: 'asset-altered',
    why: `${name} ${size?.what ?? `has ${answer.bytes} bytes`}: these are not what key ${key.id} signed under this name, so it was cut short, replaced, or changed after it was signed.`,
    mend: 'Upload the asset as it was signed, or sign it as it is: nothing may touch it after it is signed.',
  });
}

/** What the comment, which is genuine here, says was signed, where that is something else. */
function nameInComment(taken: Taken, { trustedComment }: Signature): string | null {
  const { file, version } = readTrustedComment(trustedComment);
  if (file !== null && dotted(file) !== dotted(nameOf(taken))) return file;
  return version !== null && !isSameVersion(version, taken.version) ? `version ${version}` : null;
}
