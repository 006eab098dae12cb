import { type AnyOperation, operationsNamed } from '../../history/operation.ts';
import { NEVER_COMPLETED } from '../../history/pair.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { nsToMs } from '../../time/clock.ts';
import { conclude, type Found } from '../conclusion.ts';
import { percent } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { answererOf } from '../answerer.ts';
import { chanceOfShare, leastMedian } from './exact-tests.ts';
import { nearestRank } from '../columns/quantile.ts';

/** A replica is slow when it takes this many times what the others do in the same round, and this much longer. */
const TIMES_SLOWER = 3;
const LONGER_MS = 5;
/** How often a healthy replica may be called slow or failing by chance. */
const CHANCE = 1e-6;
/** Fewer rounds could not show it. */
const LEAST_ROUNDS = 60;

/** No replica is slower, or fails more often, than the others. */
export const replicasPerformAlike = (): Check => ({
  name: 'replicas-perform-alike',
  claim: `No replica takes ${TIMES_SLOWER} times as long as the others, or fails more often than chance explains.`,
  judge,
});

/** One call to each replica, one after the other by one client: what slows one of them down slows the others too. */
type Round = ReadonlyMap<string, AnyOperation>;

/** What is known of one replica beside the others. */
interface Performance {
  readonly replica: string;
  readonly calls: number;
  readonly errors: readonly AnyOperation[];
  /** How likely so many errors are if all replicas fail alike. */
  readonly chance: number;
  readonly medianMs: number | null;
  readonly p99Ms: number | null;
  /** Sure bounds below the median ratio to the other replicas, and the median difference from them. */
  readonly timesLonger: number | null;
  readonly longerMs: number | null;
  readonly slowest: AnyOperation | null;
}

function judge(history: History): Judgement {
  const found = history.stages.map((stage) => judgeStage(history, stage));
  return conclude({
    violations: found.flatMap(({ violations }) => violations),
    gaps: found.flatMap(({ gaps }) => gaps),
    examined: found.reduce((sum, { examined }) => sum + examined, 0),
    summary: found.map(({ summary }) => summary).join('; ') || 'no cluster came up',
    evidence: found.flatMap(({ evidence = [] }) => evidence),
  });
}

function judgeStage({ operations }: History, stage: Stage): Found {
  const names = stage.replicas.map(({ name }) => name);
  const here = operations.filter((op) => op.stage === stage.stage && op.reason !== NEVER_COMPLETED);
  const rounds = roundsOf(here, stage);
  const calls = Map.groupBy(here.filter(isAsked), (op) => answererOf(op, stage));
  const all = names.map((name) => performanceOf(name, names, { rounds, calls }));
  const medians = all.map(({ medianMs }) => (medianMs === null ? '–' : medianMs.toFixed(1))).join('/');
  const errors = all.map((one) => one.errors.length).join('/');
  const tooFew = `only ${rounds.length} rounds of calls to each replica; ${LEAST_ROUNDS} are needed to compare them`;
  return {
    violations: all.flatMap((one) => [...slownessOf(one, all), ...failureOf(one, all)]),
    gaps: rounds.length < LEAST_ROUNDS ? [tooFew] : [],
    examined: names.length < 2 ? 0 : rounds.length,
    summary: `${rounds.length} rounds: median ${medians} ms and ${errors} errors on ${names.join('/')}`,
    evidence: [performanceTable(stage, all)],
  };
}

/** What has no answer of its own, or was seen and not asked for. */
const isAsked = ({ f, route, status, invokedNs, completedNs }: AnyOperation): boolean =>
  route !== '' && f !== 'event' && f !== 'stream-end' && (status !== null || completedNs > invokedNs);

function roundsOf(here: readonly AnyOperation[], stage: Stage): Round[] {
  const byClient = Map.groupBy(operationsNamed(here, 'me'), ({ process }) => process);
  return [...byClient.values()].flatMap((calls) => {
    const rounds: Round[] = [];
    let round = new Map<string, AnyOperation>();
    for (const call of calls) {
      const replica = answererOf(call, stage);
      if (replica === null) continue;
      if (round.has(replica)) round = new Map();
      round.set(replica, call);
      if (round.size < stage.replicas.length) continue;
      rounds.push(round);
      round = new Map();
    }
    return rounds;
  });
}

interface Seen {
  readonly rounds: readonly Round[];
  readonly calls: ReadonlyMap<string | null, readonly AnyOperation[]>;
}

function performanceOf(replica: string, names: readonly string[], { rounds, calls }: Seen): Performance {
  const own = calls.get(replica) ?? [];
  const errors = own.filter(isError);
  const others = names.filter((name) => name !== replica).flatMap((name) => calls.get(name) ?? []);
  const pairs = rounds.map((round) => ({
    ownMs: latencyMs(round.get(replica)),
    othersMs: middle([...round].flatMap(([name, op]) => (name === replica ? [] : latencyMs(op)))),
  }));
  const owns = pairs.map(({ ownMs }) => ownMs);
  const slowest = nearestRank(owns, 1);
  return {
    replica,
    calls: own.length,
    errors,
    chance: chanceOfShare(
      { hits: errors.length, tries: own.length },
      { hits: others.filter(isError).length, tries: others.length },
    ),
    medianMs: nearestRank(owns, 0.5),
    p99Ms: nearestRank(owns, 0.99),
    timesLonger: leastMedian(
      pairs.map(({ ownMs, othersMs }) => ownMs / othersMs),
      CHANCE,
    ),
    longerMs: leastMedian(
      pairs.map(({ ownMs, othersMs }) => ownMs - othersMs),
      CHANCE,
    ),
    slowest: rounds.find((round) => latencyMs(round.get(replica)) === slowest)?.get(replica) ?? null,
  };
}

/** A server error, or no answer at all. */
const isError = ({ status }: AnyOperation): boolean => status === null || status >= 500;

const latencyMs = (op: AnyOperation | undefined): number =>
  op === undefined ? NaN : nsToMs(op.completedNs - op.invokedNs);

/** The median: of an even number the mean of the two in the middle, so that it leans to neither side. */
function middle(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

function slownessOf(one: Performance, all: readonly Performance[]): Violation[] {
  const { replica, timesLonger, longerMs, medianMs, slowest } = one;
  if (timesLonger === null || longerMs === null) return [];
  const isSlow = timesLonger >= TIMES_SLOWER && longerMs >= LONGER_MS;
  if (!isSlow) return [];
  const others = all.filter((other) => other !== one);
  const typical = nearestRank(
    others.flatMap((other) => other.medianMs ?? []),
    0.5,
  );
  return [
    {
      anomaly: 'slow-replica',
      message:
        `${replica} takes ${medianMs?.toFixed(1)} ms where the others take ${typical?.toFixed(1)} ms (medians): surely more than ` +
        `${timesLonger.toFixed(1)} times as long in the median round.`,
      operations: slowest === null ? [] : [slowest.index],
      culprits: [replica],
      cause: `${replica} alone is slow: its host, its limits or its way to Redis, not the load, which all share`,
    },
  ];
}

function failureOf(one: Performance, all: readonly Performance[]): Violation[] {
  const { replica, calls, errors, chance } = one;
  if (errors.length === 0 || chance * all.length > CHANCE) return [];
  const others = all.filter((other) => other !== one);
  const statuses = [...new Set(errors.map(({ status }) => String(status ?? 'no answer')))].join(', ');
  const elsewhere = others.reduce((sum, other) => sum + other.errors.length, 0);
  return [
    {
      anomaly: 'failing-replica',
      message:
        `${replica} failed ${errors.length} of ${calls} calls (${percent(errors.length / calls)}: ${statuses}), the others ` +
        `${elsewhere} of ${others.reduce((sum, other) => sum + other.calls, 0)}.`,
      operations: errors.slice(0, 3).map(({ index }) => index),
      culprits: [replica],
      cause: `${replica} alone fails a share of its requests, whatever they ask for`,
    },
  ];
}

const performanceTable = ({ stage }: Stage, all: readonly Performance[]): Evidence => ({
  kind: 'table',
  title: `Latency and errors by replica (${stage})`,
  columns: ['replica', 'calls', 'errors', 'median (ms)', 'p99 (ms)', 'times the others, at least'],
  rows: all.map(({ replica, calls, errors, medianMs, p99Ms, timesLonger }) => [
    replica,
    calls,
    errors.length,
    tenths(medianMs),
    tenths(p99Ms),
    tenths(timesLonger),
  ]),
});

const tenths = (value: number | null): number | null => (value === null ? null : Math.round(value * 10) / 10);
