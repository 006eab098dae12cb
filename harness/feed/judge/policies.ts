import type { Step } from '../client/check.ts';
import type { ClientRun } from '../client/run.ts';
import { resolveEndpoint } from '../endpoint.ts';
import type { Fault } from '../fault.ts';
import { fileNameOf, lastFetch, listedAs, signatureUrl } from '../fetched.ts';
import type { PublicKey } from '../minisign/public-key.ts';
import { parseSignature } from '../minisign/signature.ts';
import { verifySignature } from '../minisign/verify.ts';
import { printable } from '../printable.ts';
import type { FeedRecord } from '../record.ts';
import { readVersion } from '../versions.ts';

/** What is wrong with a release as a whole, and no client minds. */
export function releaseFaults(
  record: FeedRecord,
  runs: readonly ClientRun[],
  key: PublicKey | null,
): Fault[] {
  return [
    ...takenManifests(runs).flatMap((step) => manifestSignature(record, step, key)),
    ...publishedKeys(record),
    ...unknownVariables(record),
    ...unreadableVersion(record),
  ];
}

const NO_CLIENT = 'Nothing: no client looks at it.';

/** Each manifest that some client takes, once. */
function takenManifests(runs: readonly ClientRun[]): Step[] {
  const taken = runs.flatMap(({ steps }) =>
    steps.filter(({ move, reading }) => move === 'takes' && reading?.kind === 'release'),
  );
  return [...Map.groupBy(taken, ({ url }) => url).values()].flatMap(([step]) => step ?? []);
}

function manifestSignature(record: FeedRecord, { url, fetch }: Step, key: PublicKey | null): Fault[] {
  if (url === null || fetch === null) return [];
  const name = printable(fileNameOf(url));
  const found = lastFetch(record, 'signature', signatureUrl(url));
  const seen = found?.fetch.seen;
  const common = {
    severity: 'policy',
    says: NO_CLIENT,
    culprits: [`${name}.sig`],
    fetches: [fetch],
  } as const;
  const isGone = seen?.kind === 'answer' && (seen.status === 404 || seen.status === 410);
  const isListed = record.listing === null ? !isGone : listedAs(record, `${fileNameOf(url)}.sig`) !== null;
  if (!isListed)
    return [
      {
        ...common,
        id: 'manifest-unsigned',
        cause: 'unsigned',
        why: `There is no ${name}.sig.`,
        mend: 'Where the project wants manifests to be signed, sign them as the assets are.',
      },
    ];
  const answer = record.fetches[fetch]?.seen;
  if (seen?.kind !== 'answer' || seen.text === null || answer?.kind !== 'answer' || key === null) return [];
  const parsed = parseSignature(seen.text);
  if (seen.status !== 200 || (parsed.kind === 'signature' && isAccepted(key, parsed, answer))) return [];
  return [
    {
      ...common,
      id: 'manifest-signature-wrong',
      cause: 'wrong',
      why: `${name}.sig is not the signature of ${name} by key ${key.id}.`,
      mend: 'Sign the manifest after its last change.',
    },
  ];
}

function isAccepted(...of: Parameters<typeof verifySignature>): boolean {
  const verdict = verifySignature(...of);
  return verdict === 'good' || verdict === 'untried';
}

/** By name alone: nobody opens them. */
function publishedKeys({ listing }: FeedRecord): Fault[] {
  const names = (listing ?? []).map(({ name }) => name).filter((name) => /\.key$/iu.test(name));
  return names.map((name) => ({
    id: 'private-key-published',
    severity: 'warning',
    cause: 'key',
    says: 'Nothing today. Whoever has that file and its password can sign updates for every user.',
    why: `${printable(name)} lies among the assets, and is by its name a private key.`,
    mend: 'Take it away, and if it was ever published, move to a new key.',
    culprits: [printable(name)],
    fetches: [],
  }));
}

function unknownVariables({ question }: FeedRecord): Fault[] {
  const [client] = question.clients;
  if (client === undefined) return [];
  const { currentVersion } = question;
  return question.endpoints.flatMap((endpoint) => {
    const resolved = resolveEndpoint(endpoint, { client, currentVersion, generation: 'newer' });
    if (resolved.kind === 'problem' || resolved.unknownVariables.length === 0) return [];
    const names = resolved.unknownVariables.map((name) => `{{${name}}}`).join(', ');
    return {
      id: 'variable-unknown',
      severity: 'warning',
      cause: endpoint,
      says: 'Nothing by itself: the braces are sent as they stand.',
      why: `${printable(endpoint)} has ${names}, which no client fills in.`,
      mend: 'There are {{target}}, {{arch}}, {{current_version}} and, in newer clients, {{bundle_type}}.',
      culprits: [printable(endpoint)],
      fetches: [],
    };
  });
}

function unreadableVersion({ question: { currentVersion } }: FeedRecord): Fault[] {
  if (currentVersion === null || readVersion(currentVersion) !== null) return [];
  return [
    {
      id: 'current-version-unreadable',
      severity: 'warning',
      cause: 'version',
      says: 'Nothing: every release was taken for newer.',
      why: `The installed version '${printable(currentVersion, 60)}' is no semantic version.`,
      mend: 'Give it as 1.2.3.',
      culprits: [],
      fetches: [],
    },
  ];
}
