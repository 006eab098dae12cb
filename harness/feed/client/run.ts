import { type AssetJudgement, judgeAsset } from '../asset/judge-asset.ts';
import type { Generation } from '../endpoint.ts';
import type { Fault } from '../fault.ts';
import { fileNameOf } from '../fetched.ts';
import type { PublicKey } from '../minisign/public-key.ts';
import { printable } from '../printable.ts';
import type { FeedClient, FeedRecord } from '../record.ts';
import { checkForUpdate, type Step, type UpdateCheck } from './check.ts';
import { endingFault } from './endings.ts';

/** How it ends for a user. */
export type Outcome =
  | { readonly kind: 'installs'; readonly version: string }
  | { readonly kind: 'up-to-date'; readonly version: string | null }
  | { readonly kind: 'fails'; readonly says: string; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }
  /** Nobody named this client, and there is nothing for it. */
  | { readonly kind: 'not-released' };

/** The asset that a client takes. */
interface TakenAsset {
  readonly name: string;
  readonly url: string;
  readonly bytes: number | null;
  readonly keyId: string | null;
}

/** What one client of one generation does with a feed, from the first endpoint to the verified package. */
export interface ClientRun {
  readonly client: FeedClient;
  readonly generation: Generation;
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
  readonly faults: readonly Fault[];
  readonly asset: TakenAsset | null;
}

/** Who runs: a client by the rules of a generation. */
export interface Runner {
  readonly client: FeedClient;
  readonly generation: Generation;
  readonly held: HeldKey;
}

/** The public key that clients were built with. */
export interface HeldKey {
  /** Null where none was given or can be read. */
  readonly key: PublicKey | null;
  /** Why no client can verify with it; null where one can, or none was given. */
  readonly fault: Fault | null;
}

/** Runs a client against a record. */
export function runClient(record: FeedRecord, { client, generation, held }: Runner): ClientRun {
  const check = checkForUpdate(record, client, generation);
  const common = { client, generation, steps: check.steps };
  const { end } = check;
  const step = check.steps.find(({ move }) => move === 'takes');
  if (end.kind !== 'offers' || step === undefined) {
    const fault = endingFault(record, check);
    return { ...common, outcome: endedBy(check, fault), faults: fault === null ? [] : [fault], asset: null };
  }
  const { url, signature } = end.entry;
  const judged = judgeAsset({
    record,
    generation,
    key: held.key,
    url,
    signature,
    version: end.release.version,
    manifestUrl: step.url ?? '',
    manifestFetch: step.fetch ?? 0,
  });
  return {
    ...common,
    outcome: installing({ ...judged, stop: judged.stop ?? held.fault }, end.release.version),
    faults: held.fault === null ? judged.faults : [...judged.faults, held.fault],
    asset: {
      name: printable(fileNameOf(url)),
      url: printable(url),
      bytes: judged.bytes,
      keyId: judged.keyId,
    },
  };
}

function endedBy({ end }: UpdateCheck, fault: Fault | null): Outcome {
  if (end.kind === 'unknown') return { kind: 'unknown', why: end.why };
  if (end.kind === 'up-to-date') return { kind: 'up-to-date', version: end.version };
  return { kind: 'fails', says: fault?.says ?? '', why: fault?.why ?? '' };
}

function installing({ stop, gap }: Pick<AssetJudgement, 'stop' | 'gap'>, version: string): Outcome {
  if (stop !== null) return { kind: 'fails', says: stop.says, why: stop.why };
  return gap === null ? { kind: 'installs', version } : { kind: 'unknown', why: gap };
}
