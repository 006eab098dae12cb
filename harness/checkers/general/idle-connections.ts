import type { AnyOperation, Operation } from '../../history/operation.ts';
import { operationsNamed } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { NS_PER_S, type RunNs } from '../../time/clock.ts';
import type { Check, History } from '../check.ts';
import { conclude, type Found } from '../conclusion.ts';
import { counted, named } from '../phrases.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { attemptsOf } from './masked-retries.ts';

/** Less silence than this says nothing of idle connections. */
const LEAST_SILENCE_NS = NS_PER_S;
const LEAST_REQUESTS = 10;
/** Two timers of the same length run out so near to each other at the most. */
const TIMERS_APART_S = 0.1;

/** No request through the proxy meets a connection that a replica is just closing for having been idle. */
export const idleConnectionsAreSafe = (): Check => ({
  name: 'idle-connections-are-safe',
  claim: 'No request after a silence fails: replicas keep idle connections for longer than the proxy does.',
  judge,
});

/** A stage's longest silence through the balancer, and what was asked after it. */
interface AfterSilence {
  readonly stage: Stage;
  readonly silenceNs: RunNs;
  readonly requests: readonly AnyOperation[];
  readonly failed: readonly AnyOperation[];
  readonly retried: readonly AnyOperation[];
  readonly lives: readonly Life[];
}

/** How long one replica keeps an idle connection: at least so long when it was not seen to close it. */
interface Life {
  readonly replica: string;
  readonly idleS: number;
  readonly wasClosed: boolean;
}

function judge(history: History): Judgement {
  const found = history.stages
    .map((stage) => afterSilence(history, stage))
    .filter(({ lives, silenceNs }) => lives.length > 0 || silenceNs >= LEAST_SILENCE_NS)
    .map(judgeStage);
  return conclude({
    violations: found.flatMap(({ violations }) => violations),
    gaps: found.flatMap(({ gaps }) => gaps),
    examined: found.reduce((sum, { examined }) => sum + examined, 0),
    summary: found.map(({ summary }) => summary).join('; ') || 'no connection was left idle',
    evidence: found.flatMap(({ evidence = [] }) => evidence),
  });
}

function judgeStage(after: AfterSilence): Found {
  const { stage, silenceNs, requests, failed, retried, lives } = after;
  const unmeasured = stage.replicas.find(
    ({ name, direct }) => direct && !lives.some(({ replica }) => replica === name),
  );
  return {
    violations: violationsOf(after),
    gaps: [
      ...(silenceNs < LEAST_SILENCE_NS
        ? [`the balancer was never silent for a second in ${stage.stage}`]
        : []),
      ...(requests.length < LEAST_REQUESTS
        ? [`only ${counted(requests.length, 'request')} after the silence; ${LEAST_REQUESTS} are needed`]
        : []),
      ...(unmeasured ? [`nobody knows how long ${unmeasured.name} keeps an idle connection`] : []),
    ],
    examined: requests.length,
    summary:
      `${failed.length} of ${requests.length} requests failed after ${seconds(silenceNs / NS_PER_S)} of silence, ` +
      `${retried.length} were repeated unseen; ${keeping(lives)}`,
    evidence: [lifeTable(after)],
  };
}

function afterSilence({ operations }: History, stage: Stage): AfterSilence {
  const here = operations.filter((op) => op.stage === stage.stage);
  const balanced = here
    .filter(({ route, f }) => route === 'balancer' && f !== 'event' && f !== 'stream-end')
    .sort((a, b) => a.invokedNs - b.invokedNs);
  const silences = balanced.map((op, at) => {
    const before = balanced[at - 1];
    return before === undefined ? 0 : op.invokedNs - before.invokedNs;
  });
  const silenceNs = silences.reduce((a, b) => Math.max(a, b), 0);
  const requests = balanced.slice(Math.max(0, silences.indexOf(silenceNs)));
  return {
    stage,
    silenceNs,
    requests: silenceNs < LEAST_SILENCE_NS ? [] : requests,
    failed: requests.filter(hasFailed),
    retried: requests.filter((op) => attemptsOf(op).length > 1),
    lives: livesOf(operationsNamed(here, 'idle-connection')),
  };
}

/** No answer, or one of the proxy that stands for none. */
const hasFailed = ({ status }: AnyOperation): boolean => status === null || status === 502;

function livesOf(idle: readonly Operation<'idle-connection'>[]): Life[] {
  const byReplica = [...Map.groupBy(idle, ({ route }) => route)].sort(([a], [b]) => (a < b ? -1 : 1));
  return byReplica.map(([replica, seen]) => {
    const shortest = seen.reduce((a, b) => (b.input.idleMs < a.input.idleMs ? b : a)).input;
    return { replica, idleS: shortest.idleMs / 1000, wasClosed: shortest.closedByServer };
  });
}

function violationsOf({ stage, silenceNs, requests, failed, retried, lives }: AfterSilence): Violation[] {
  const proxyS = stage.upstreamIdleS ?? null;
  const closed = lives.filter(({ wasClosed }) => wasClosed);
  const tooShort = closed.filter(({ idleS }) => proxyS === null || idleS <= proxyS + TIMERS_APART_S);
  const harmed = [...failed, ...retried];
  // Where nobody knows the proxy's limit, only what failed shows that it is the longer one.
  if (harmed.length === 0 && (proxyS === null || tooShort.length === 0)) return [];
  const cause =
    tooShort.length === 0
      ? null
      : `the replicas close idle connections after ${seconds(shortest(tooShort))}, and the proxy keeps them for ` +
        `${proxyS === null ? 'longer' : seconds(proxyS)}: a request can meet one that is closing (keep-alive race)`;
  const replicas = tooShort.map(({ replica }) => replica).sort();
  const areAll = replicas.length === stage.replicas.length;
  return [
    {
      anomaly: 'keep-alive-race',
      message:
        `${failed.length} of ${requests.length} requests through the proxy failed after ` +
        `${seconds(silenceNs / NS_PER_S)} of silence, and ${retried.length} were repeated unseen; ${keeping(lives)}` +
        `${proxyS === null ? '' : `, the proxy keeps them for ${seconds(proxyS)}`}.`,
      operations: harmed.slice(0, 3).map(({ index }) => index),
      // One replica that differs is at fault alone; where all agree, so is the proxy that does not.
      culprits: replicas.length > 0 && !areAll ? replicas : [...replicas, 'proxy'],
      cause,
    },
  ];
}

const shortest = (lives: readonly Life[]): number =>
  lives.reduce((least, { idleS }) => Math.min(least, idleS), Infinity);

function keeping(lives: readonly Life[]): string {
  const closed = lives.filter(({ wasClosed }) => wasClosed);
  if (closed.length > 0)
    return `${named(closed.map(({ replica }) => replica))} ${closed.length === 1 ? 'closes' : 'close'} idle connections after ${seconds(shortest(closed))}`;
  return lives.length === 0
    ? 'no replica could be asked how long it keeps idle connections'
    : `no replica closed an idle connection within ${seconds(shortest(lives))}`;
}

/** `6 s`, `5.4 s`. */
const seconds = (value: number): string => `${Number(value.toFixed(1))} s`;

const lifeTable = ({ stage, lives }: AfterSilence): Evidence => ({
  kind: 'table',
  title: `How long idle connections are kept (${stage.stage})`,
  columns: ['part', 'seconds', 'closed by it'],
  rows: [
    ...lives.map(({ replica, idleS, wasClosed }) => [
      replica,
      Math.round(idleS * 100) / 100,
      wasClosed ? 'yes' : 'not so soon',
    ]),
    ['proxy', stage.upstreamIdleS ?? null, 'as configured'],
  ],
});
