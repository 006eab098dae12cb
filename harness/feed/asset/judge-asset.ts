import type { Fault } from '../fault.ts';
import { parseSignature, type Signature } from '../minisign/signature.ts';
import { verifySignature } from '../minisign/verify.ts';
import { printable } from '../printable.ts';
import { download, type Download } from './download.ts';
import { wrongSize } from './listed-size.ts';
import { missingSigFile, sigFileVerdict, unlikeSigFile } from './sig-file.ts';
import { type Held, refusedSignature, unreadable } from './signature-fault.ts';
import { commentFaults } from './signed-version.ts';
import { nameOf, type Taken } from './taken.ts';

/** Whether a client can install what it takes, and what is wrong with it. */
export interface AssetJudgement {
  /** The first fault that stops the client; null when none does. */
  readonly stop: Fault | null;
  /** All, that one included. */
  readonly faults: readonly Fault[];
  /** Why it cannot be said whether the client installs; null when it can. */
  readonly gap: string | null;
  /** Null when it did not come. */
  readonly bytes: number | null;
  /** Null when its signature cannot be read. */
  readonly keyId: string | null;
}

/** Judges what a client takes, in the order in which the client comes upon it; a fault hides those that follow from it. */
export function judgeAsset(taken: Taken): AssetJudgement {
  const parsed = parseSignature(taken.signature);
  const keyId = parsed.kind === 'signature' ? parsed.keyId : null;
  const came = download(taken);
  const found = came.kind === 'came' ? judgeContent(taken, came, parsed) : judgeAbsence(came);
  const insecure = came.kind !== 'unknown' ? insecureUrl(taken) : null;
  return {
    ...found,
    faults: insecure === null ? found.faults : [...found.faults, insecure],
    bytes: came.kind === 'came' ? came.answer.bytes : null,
    keyId,
  };
}

type Found = Pick<AssetJudgement, 'stop' | 'faults' | 'gap'>;
type Came = Extract<Download, { kind: 'came' }>;

const stoppedBy = (stop: Fault, others: readonly (Fault | null)[] = []): Found => ({
  stop,
  faults: [stop, ...others.filter((fault) => fault !== null)],
  gap: null,
});

function judgeAbsence(came: Exclude<Download, Came>): Found {
  return came.kind === 'failed' ? stoppedBy(came.fault) : { stop: null, faults: [], gap: came.why };
}

function judgeContent(
  taken: Taken,
  { answer, fetch }: Came,
  parsed: ReturnType<typeof parseSignature>,
): Found {
  const fetches = [taken.manifestFetch, fetch];
  if (parsed.kind === 'problem') {
    const fault = unreadable(taken, fetches, parsed);
    return stoppedBy(fault, fault.id === 'sig-missing' ? [] : [missingSigFile(taken)]);
  }
  if (parsed.form !== 'exact') {
    const what = parsed.form === 'raw' ? 'is not in base64' : 'has blanks or line breaks in its base64';
    return stoppedBy(unreadable(taken, fetches, { kind: 'problem', isEmpty: false, what }));
  }
  if (taken.key === null) return unverified(taken, { answer, fetch });
  return judgeSigned({ taken, answer, fetch, key: taken.key }, parsed);
}

/** Without a key only its size can be wrong. */
function unverified(taken: Taken, { answer, fetch }: Pick<Came, 'answer' | 'fetch'>): Found {
  const size = wrongSize(taken, answer);
  const name = printable(nameOf(taken));
  const faults = [missingSigFile(taken)].filter((fault) => fault !== null);
  if (size === null) return { stop: null, faults, gap: 'no pubkey was given, so no signature was verified' };
  const stop: Fault = {
    id: size.isTooShort ? 'asset-truncated' : 'asset-altered',
    severity: 'failure',
    cause: taken.url,
    says: 'The signature verification failed',
    why: `${name} ${size.what}.`,
    mend: 'Upload the asset again.',
    culprits: [name],
    fetches: [taken.manifestFetch, fetch],
  };
  return stoppedBy(stop, faults);
}

function judgeSigned(held: Held, signature: Signature): Found {
  const verdict = verifySignature(held.key, signature, held.answer);
  const missing = missingSigFile(held.taken);
  const refused = refusedSignature(held, signature, verdict);
  if (refused !== null) return stoppedBy(withSigFile(held, refused), [missing]);
  if (verdict === 'untried')
    return {
      stop: null,
      faults: missing === null ? [] : [missing],
      gap: `the signature of ${printable(nameOf(held.taken))} is of the old kind, and was not tried`,
    };
  const said = commentFaults(held.taken, signature);
  const others = [missing, missing === null ? unlikeSigFile(held) : null, outdated(held)];
  const faults = [...said, ...others.filter((fault) => fault !== null)];
  return { stop: said.find(({ severity }) => severity === 'failure') ?? null, faults, gap: null };
}

/** Says so when the right signature lies beside the asset. */
function withSigFile(held: Held, fault: Fault): Fault {
  if (sigFileVerdict(held) !== 'good') return fault;
  return { ...fault, why: `${fault.why} The .sig beside the asset is good: only the manifest has another.` };
}

/** The bytes are those that were signed, so it is the listing that is wrong. */
function outdated({ taken, answer, fetch }: Held): Fault | null {
  const size = wrongSize(taken, answer);
  if (size === null) return null;
  return {
    id: 'listing-outdated',
    severity: 'warning',
    cause: taken.url,
    says: 'Nothing: the asset is as it was signed.',
    why: `${printable(nameOf(taken))} ${size.what}, yet its signature is good.`,
    mend: 'Take the listing again.',
    culprits: [printable(nameOf(taken))],
    fetches: [fetch],
  };
}

function insecureUrl(taken: Taken): Fault | null {
  if (!taken.url.startsWith('http:') || taken.record.question.insecureTransport) return null;
  return {
    id: 'asset-not-https',
    severity: 'policy',
    cause: taken.manifestUrl,
    says: 'Nothing: clients take assets by http, and trust the signature.',
    why: `The manifest points to ${printable(taken.url)}, which is not https.`,
    mend: 'Point to assets by https: many networks and app rules refuse http.',
    culprits: [printable(nameOf(taken))],
    fetches: [taken.manifestFetch],
  };
}
