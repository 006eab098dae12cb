import { clientName } from '../clients.ts';
import type { Fault } from '../fault.ts';
import type { Reading } from '../manifest/read-answer.ts';
import { canonicalPlatform } from '../platform-name.ts';
import { printable } from '../printable.ts';
import type { FeedRecord } from '../record.ts';
import type { Step, UpdateCheck } from './check.ts';
import { cameOf, fetchesOf, nameOf } from './steps.ts';

/** The fault of endpoints none of which has a release: what is worst among them is the cause. */
export function exhausted(record: FeedRecord, check: UpdateCheck, says: string): Fault {
  const { steps } = check;
  const of = (kind: Reading['kind']): Step[] => steps.filter(({ reading }) => reading?.kind === kind);
  const [malformed, silent] = [of('malformed'), of('silent')];
  const drifted = driftedManifests(record, check);
  const guilty = [malformed, silent].find((group) => group.length > 0) ?? steps;
  const common = {
    severity: 'failure',
    cause: guilty.map(({ endpoint }) => endpoint).join(' '),
    says,
    culprits: guilty.map(nameOf),
    fetches: fetchesOf(guilty),
  } as const;
  const why = `${steps.map(cameOf).join('; ')}.`;
  if (malformed.length > 0)
    return {
      ...common,
      id: 'manifest-malformed',
      why,
      mend: 'Mend the manifest: one bad entry spoils it for every client.',
    };
  if (silent.length > 0)
    return {
      ...common,
      id: 'manifest-unreachable',
      why,
      mend: 'See that the host of the manifest answers everybody.',
    };
  if (drifted.length > 0) return { ...common, ...driftedFault(check, drifted) };
  return {
    ...common,
    id: 'manifest-not-found',
    why: steps.length === 0 ? 'No endpoint is configured.' : why,
    mend: 'Publish the manifest under one of these addresses; with GitHub, see that the latest release has it and is neither draft nor pre-release.',
  };
}

/** What manifests are called that no client asks for. */
const MANIFEST_WORDS = /(?:^|[^a-z])(?:latest|updates?|updater|releases?|manifest|versions?)(?:[^a-z]|$)/iu;

/** Manifests of the listing that are by their names for this client, or for all, and are not what it asks for. */
function driftedManifests({ listing }: FeedRecord, { steps }: UpdateCheck): string[] {
  const asked = steps.map(({ url }) => url?.split('/').at(-1) ?? '');
  const isDrifted = (name: string): boolean =>
    /\.json$/iu.test(name) && !asked.includes(name) && asked.some((one) => isSameInOtherWords(name, one));
  return (listing ?? []).flatMap(({ name }) => (isDrifted(name) ? printable(name) : []));
}

/** Whether one name means what the other does: the same platform, told as exactly; or none, in another manifest's words. */
function isSameInOtherWords(name: string, asked: string): boolean {
  const [meant, wanted] = [canonicalPlatform(stemOf(name)), canonicalPlatform(stemOf(asked))];
  if (meant === null || wanted === null)
    return meant === wanted && MANIFEST_WORDS.test(name) && firstWord(name) !== firstWord(asked);
  return meant.os === wanted.os && meant.arch === wanted.arch;
}

const stemOf = (name: string): string => name.replace(/\.json$/iu, '');

const firstWord = (name: string): string => name.toLowerCase().split(/[^a-z]/u)[0] ?? '';

function driftedFault({ client, steps }: UpdateCheck, drifted: readonly string[]) {
  const asked = steps.map(({ url }) => printable(url?.split('/').at(-1) ?? ''));
  return {
    id: 'names-drifted',
    cause: 'manifests',
    why: `${clientName(client)} asks for ${asked.join(', then ')}, and the release has ${drifted.join(', ')}.`,
    mend: `Name the manifests as clients ask for them: ${asked.join(' or ')}.`,
    culprits: drifted,
  } as const;
}
