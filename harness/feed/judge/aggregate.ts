import type { Step } from '../client/check.ts';
import type { ClientRun } from '../client/run.ts';
import { targetOf } from '../clients.ts';
import type { Fault } from '../fault.ts';
import { ownEntry, platformsOf } from '../manifest/own-entry.ts';
import { printable } from '../printable.ts';
import type { MetFault } from './met-fault.ts';

/** So many others must miss theirs before a manifest counts as one that lost all but one. */
const LEAST_LOST = 2;

/**
 * The faults of the runs, with what no client sees by itself: that others have a manifest, a manifest that lost all platforms
 * but one (the parts of several builds overwrote each other), and an endpoint behind a good one that would fail.
 */
export function metFaults(runs: readonly ClientRun[]): MetFault[] {
  const isServed = runs.some(({ steps }) => steps.some(({ reading }) => reading?.kind === 'release'));
  const met = runs.flatMap((run) =>
    run.faults.map((fault) => ({ run, fault: isServed ? missedByOne(run, fault) : fault })),
  );
  const lost = lostManifests(runs);
  const isOfLost = ({ fault }: MetFault): boolean => fault.id === 'key-missing' && lost.has(fault.cause);
  return [
    ...met.map((one) =>
      isOfLost(one) ? { ...one, fault: { ...one.fault, ...leftOf(lost, one.fault.cause) } } : one,
    ),
    ...runs
      .filter(({ generation }) => generation === 'newer')
      .flatMap((run) => fallbackFaults(run, lost).map((fault) => ({ run, fault }))),
  ];
}

/** Where others have a manifest, it is the one platform that is missing, not the feed. */
function missedByOne({ client }: ClientRun, fault: Fault): Fault {
  if (fault.id !== 'manifest-not-found') return fault;
  return {
    ...fault,
    id: 'key-missing',
    why: `${fault.why} Others have a manifest; ${targetOf(client)} has none.`,
    mend: `Publish the manifest of '${targetOf(client)}': see that every build's part was uploaded.`,
  };
}

/** By url: the one platform that is left. */
type Lost = ReadonlyMap<string, string>;

const leftOf = (lost: Lost, url: string) =>
  ({
    id: 'one-platform-left',
    why: `${printable(url)} has only '${lost.get(url) ?? ''}' left of several platforms.`,
    mend: 'Put the manifest together once, after all builds: each build that uploads its own overwrites that of the others.',
  }) as const;

function lostManifests(runs: readonly ClientRun[]): Lost {
  const lacking = runs
    .filter(({ outcome }) => outcome.kind !== 'not-released')
    .flatMap((run) => run.steps.filter((step) => lacksOwn(run, step)).map((step) => ({ run, step })));
  const byUrl = Map.groupBy(lacking, ({ step }) => step.url ?? '');
  return new Map(
    [...byUrl].flatMap(([url, those]): [string, string][] => {
      const reading = those[0]?.step.reading;
      const left = reading?.kind === 'release' ? platformsOf(reading.release) : [];
      const targets = new Set(those.map(({ run }) => targetOf(run.client)));
      return left.length === 1 && targets.size >= LEAST_LOST ? [[url, printable(left[0] ?? '', 60)]] : [];
    }),
  );
}

function lacksOwn({ client, generation }: ClientRun, { reading }: Step): boolean {
  if (reading?.kind !== 'release') return false;
  const own = ownEntry(reading.release, client, generation);
  return own.kind === 'missing' && own.drifted.length === 0 && !own.isOnlyWithBundle;
}

/** What is wrong with endpoints that a client does not come to as long as an earlier one is good. */
function fallbackFaults(run: ClientRun, lost: Lost): Fault[] {
  const isServed = run.steps.some(({ move, reading }) => move === 'takes' && reading?.kind === 'release');
  if (!isServed || run.outcome.kind === 'not-released') return [];
  return run.steps.flatMap((step): Fault[] => {
    const url = step.url ?? '';
    const isBroken = ['not-json', 'cut', 'malformed'].includes(step.reading?.kind ?? '');
    const isLacking = lacksOwn(run, step);
    if (step.move !== 'not-asked' || !(isBroken || isLacking)) return [];
    const fault: Fault = {
      id: 'fallback-broken',
      severity: 'warning',
      cause: step.endpoint,
      says: 'Nothing today: an earlier endpoint serves them. Whoever comes to this one gets no update.',
      why: isBroken
        ? `${printable(url)} gave ${step.came}.`
        : `${printable(url)} has no '${targetOf(run.client)}'.`,
      mend: 'Publish the whole manifest there, or take the endpoint out of the configuration.',
      culprits: [printable(step.endpoint)],
      fetches: step.fetch === null ? [] : [step.fetch],
    };
    const isLost = isLacking && lost.has(url);
    return [isLost ? { ...fault, ...leftOf(lost, url), severity: 'failure', cause: url } : fault];
  });
}
