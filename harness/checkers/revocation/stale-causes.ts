import type { RunNs } from '../../time/clock.ts';
import { msToNs } from '../../time/clock.ts';
import { nearestRank } from '../columns/quantile.ts';
import { named, roundSpan } from '../phrases.ts';
import type { Revocation, RevocationProbe, RevokingKick } from './revocation.ts';

/** A kick, and who answered it. */
export interface AnsweredKick extends RevokingKick {
  readonly replica: string | null;
}

/** How one replica learned of one kick, and whether the kick was written when it returned. */
export interface ExplicableRevocation<
  K extends AnsweredKick = AnsweredKick,
  P extends RevocationProbe = RevocationProbe,
> extends Revocation<K, P> {
  /** A login that began after the kick had returned still got the version of before: the kick was not written yet. */
  readonly unwritten: boolean;
}

/** Stale accepts with one cause. */
export interface Staleness<R extends ExplicableRevocation = ExplicableRevocation> {
  readonly anomaly: 'stale-accept' | 'flip-flop';
  readonly revocations: readonly R[];
  readonly culprits: readonly string[];
  readonly cause: string;
}

type Kind = 'partly' | 'revived' | 'unseen' | 'cached' | 'late';

/** A kick that reaches every replica within this long was answered too early; a longer delay is a cache's. */
const SHORT_NS = msToNs(100);

/** Sorts one stage's stale accepts by the time to revocation they show, and says what each kind comes from. */
export function explainStaleness<R extends ExplicableRevocation>(
  all: readonly R[],
  replicas: readonly string[],
): Staleness<R>[] {
  const stale = all.filter((one) => one.stale.length > 0);
  const longestNs = stale.reduce((most, one) => Math.max(most, one.lowerNs), 0);
  const byReplica = Map.groupBy(stale, (one) => one.replica);
  const isSplit = longestNs > SHORT_NS && [...Map.groupBy(all, ({ kick }) => kick).values()].some(isDisputed);
  const kinds = new Map(
    [...byReplica].map(([replica, own]) => [replica, isSplit ? 'unseen' : kindOf(own, longestNs)]),
  );
  return [...Map.groupBy(stale, (one) => kinds.get(one.replica) ?? 'late')].map(([kind, own]) => ({
    anomaly: kind === 'revived' ? 'flip-flop' : 'stale-accept',
    revocations: own,
    ...blame(kind, own, all, replicas),
  }));
}

/** One replica obeyed the kick to the end and another did not. */
const isDisputed = (ofKick: readonly ExplicableRevocation[]): boolean =>
  ofKick.some(({ standing }) => standing === 'obeyed') &&
  ofKick.some(({ standing, lowerNs }) => standing === 'ignored' && lowerNs > SHORT_NS);

/** The replicas that accepted, in alphabetical order. */
export const acceptors = (stale: readonly ExplicableRevocation[]): string[] =>
  [...new Set(stale.map(({ replica }) => replica))].filter((name) => name !== null).sort();

function kindOf(stale: readonly ExplicableRevocation[], longestNs: RunNs): Kind {
  if (stale.some((one) => one.partly)) return 'partly';
  if (stale.some((one) => one.revived)) return 'revived';
  if (longestNs > SHORT_NS && stale.every((one) => one.upperNs === null)) return 'unseen';
  if (stale.some((one) => one.unwritten)) return 'late';
  return longestNs > SHORT_NS ? 'cached' : 'late';
}

function blame(
  kind: Kind,
  stale: readonly ExplicableRevocation[],
  all: readonly ExplicableRevocation[],
  replicas: readonly string[],
): Pick<Staleness, 'culprits' | 'cause'> {
  const culprits = acceptors(stale);
  if (kind === 'unseen') return unseen(culprits, all, replicas);
  if (kind === 'late') return { culprits, cause: answersFirst(stale) };
  if (kind === 'partly')
    return { culprits, cause: 'the kick ends only some of the sessions of its client type' };
  if (kind === 'revived') return { culprits, cause: VERSION_WENT_BACK };
  const caches = `${named(culprits)} ${verb(culprits, 'cache')} the token version`;
  return { culprits, cause: `${caches} for about ${roundSpan(cachedNs(stale))}` };
}

/** An upper bound that is so many times the lower one says that checks had renewed what was cached: it tells nothing. */
const TELLING = 1.5;
/** Of the upper bounds: some are too low, since other calls than checks fill a cache, and some far too high. */
const USUAL = 0.25;

/**
 * How long a version is cached: longer than any token lived on after its kick, and about as long as tokens usually lived
 * from their first check to their refusal. Where kicks come long after the first check, the former alone says too little.
 */
function cachedNs(stale: readonly ExplicableRevocation[]): RunNs {
  const leastNs = stale.reduce((most, { lowerNs }) => Math.max(most, lowerNs), 0);
  const possibleNs = stale.flatMap(({ rememberedNs }) => rememberedNs ?? []).filter((ns) => ns >= leastNs);
  const usualNs = nearestRank(possibleNs, USUAL) ?? leastNs;
  return usualNs <= TELLING * leastNs ? usualNs : leastNs;
}

const VERSION_WENT_BACK =
  'the token version went back: its key expires before the tokens do, or an acknowledged kick was lost in a failover';

function answersFirst(stale: readonly ExplicableRevocation[]): string {
  const answerers = [...new Set(stale.map(({ kick }) => kick.replica))]
    .filter((name) => name !== null)
    .sort();
  if (answerers.length === 0) return 'the kick is answered before it is written';
  return `${answerers.join(', ')} ${verb(answerers, 'answer')} the kick before ${answerers.length === 1 ? 'it writes' : 'they write'}`;
}

/** Kicks that never arrived: replicas that see the same kicks share a store, and the smaller store is the odd one. */
function unseen(
  accepted: readonly string[],
  all: readonly ExplicableRevocation[],
  replicas: readonly string[],
): Pick<Staleness, 'culprits' | 'cause'> {
  const names = [...new Set([...replicas, ...acceptors(all)])];
  const [largest = [], second = [], ...smaller] = names.length > MOST_STORES ? [] : sharedStores(names, all);
  if (all.every(({ standing }) => standing !== 'obeyed')) {
    return {
      culprits: accepted,
      cause: `${accepted.length === replicas.length ? 'each replica' : named(accepted)} never checks the token version`,
    };
  }
  if (second.length === 0) return { culprits: accepted, cause: `some kicks never reach ${named(accepted)}` };
  if (largest.length === second.length) {
    return {
      culprits: names.toSorted(),
      cause: `${named(names)} do not share one Redis: each sees only its own kicks`,
    };
  }
  const odd = [second, ...smaller].flat().sort();
  if (odd.some((name) => all.some((one) => isDeafTo(one, name)))) {
    return { culprits: odd, cause: `${named(odd)} never ${verb(odd, 'check')} the token version` };
  }
  return {
    culprits: odd,
    cause: `${named(odd)} ${verb(odd, 'read')} another Redis (${odd.length === 1 ? 'sees' : 'see'} no kicks at all but its own)`,
  };
}

/** The replica answered the kick itself and did not obey it. */
const isDeafTo = ({ kick, replica, standing }: ExplicableRevocation, name: string): boolean =>
  replica === name && kick.replica === name && standing === 'ignored';

/** More names than this are not those of replicas; who shares what is sought by each name for each kick. */
const MOST_STORES = 100;

/** Groups replicas by the kicks they obeyed or answered, the largest first. */
function sharedStores(names: readonly string[], all: readonly ExplicableRevocation[]): string[][] {
  let stores = names.map((name) => [name]);
  for (const ofKick of Map.groupBy(all, ({ kick }) => kick).values()) {
    const seers = new Set(
      ofKick.filter(({ standing }) => standing === 'obeyed').map(({ replica }) => replica),
    );
    const ignored = ofKick.filter(({ standing }) => standing === 'ignored');
    const answerer = ofKick[0]?.kick.replica ?? null;
    if (answerer !== null && !ignored.some(({ replica }) => replica === answerer)) seers.add(answerer);
    const joined = stores.filter((store) => store.some((name) => seers.has(name)));
    stores = [...stores.filter((store) => !joined.includes(store)), joined.flat()];
  }
  return stores.filter((store) => store.length > 0).sort((a, b) => b.length - a.length);
}

const verb = (subjects: readonly string[], stem: string): string =>
  subjects.length === 1 ? `${stem}s` : stem;
