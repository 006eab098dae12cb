import type { Fault } from '../fault.ts';
import { ownEntry } from '../manifest/own-entry.ts';
import { printable } from '../printable.ts';
import type { FeedRecord } from '../record.ts';
import type { Step, UpdateCheck } from './check.ts';
import { lacksOwn } from './lacks-own.ts';
import { exhausted } from './no-release.ts';
import { cameOf, decidingStep, fetchesOf, nameOf } from './steps.ts';

/** What is wrong where a client's look for an update ends without one; null where that is as it should be, or cannot be said. */
export function endingFault(record: FeedRecord, check: UpdateCheck): Fault | null {
  const { end } = check;
  switch (end.kind) {
    case 'offers':
    case 'unknown':
      return null;
    case 'insecure':
      return insecure(record, end.says);
    case 'stopped':
      return stopped(check, end.says);
    case 'exhausted':
      return exhausted(record, check, end.says);
    case 'up-to-date':
      return notNewer(record, check, end.version);
    case 'lacks-own':
      return lacksOwn(check, end);
  }
}

function insecure({ question }: FeedRecord, says: string): Fault {
  const plain = question.endpoints
    .filter((endpoint) => !/^https:/iu.test(endpoint))
    .map((one) => printable(one));
  return {
    id: 'endpoint-insecure',
    severity: 'failure',
    cause: 'insecure',
    says,
    why: `${plain.join(', ')} is not https, and one such endpoint is enough: no client begins to look.`,
    mend: 'Serve the manifest by https; dangerousInsecureTransportProtocol is for tests.',
    culprits: plain,
    fetches: [],
  };
}

function stopped(check: UpdateCheck, says: string): Fault | null {
  const step = decidingStep(check);
  if (step === undefined) return null;
  const isCut = step.reading?.kind === 'cut';
  const masked = maskedBy(check);
  const behind =
    masked === null
      ? 'Clients stop there'
      : `Clients stop there, so ${printable(masked.url ?? '')}, which is good for them, is never asked`;
  return {
    id: isCut ? 'manifest-incomplete' : 'manifest-not-json',
    severity: 'failure',
    cause: step.endpoint,
    says,
    why: `${cameOf(step)}. ${behind}.`,
    mend: 'Answer with the manifest, or with 404 where there is none: only then do clients go on to the next endpoint.',
    culprits: [nameOf(step)],
    fetches: fetchesOf(masked === null ? [step] : [step, masked]),
  };
}

/** The first endpoint behind the one that stopped it which would have had an update for the client. */
function maskedBy({ steps, client, generation }: UpdateCheck): Step | null {
  const isGood = ({ reading }: Step): boolean =>
    reading?.kind === 'release' && ownEntry(reading.release, client, generation).kind === 'found';
  return steps.find(isGood) ?? null;
}

function notNewer({ question }: FeedRecord, check: UpdateCheck, version: string | null): Fault | null {
  const step = decidingStep(check);
  if (question.currentVersion === null || step === undefined) return null;
  const installed = printable(question.currentVersion, 60);
  return {
    id: 'version-not-newer',
    severity: 'failure',
    cause: version ?? 'none',
    says: 'That the application is up to date.',
    why:
      version === null
        ? `${cameOf(step)} to an installed ${installed}, for which an update was expected.`
        : `${printable(step.url ?? '')} announces ${printable(version, 60)}, which is not newer than the installed ${installed}.`,
    mend: 'Publish the manifest of the new version there; if nothing new was released, ask without an installed version.',
    culprits: [nameOf(step)],
    fetches: fetchesOf([step]),
  };
}
