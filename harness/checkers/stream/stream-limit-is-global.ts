import { isAccepted } from '../../history/operation.ts';
import type { Stage } from '../../history/vocabulary.ts';
import { NS_PER_S, type RunNs } from '../../time/clock.ts';
import { conclude } from '../conclusion.ts';
import { foldFindings } from '../findings.ts';
import { counted, named, span } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Evidence, Judgement, Violation } from '../verdict.ts';
import { type Connection, connectionsOf, isEntitled } from './connection.ts';
import { lateAfterNs } from './lateness.ts';

/** A user holds so many streams and no more, over all replicas (CONTRACT.md, MAX_STREAMS). */
export const streamLimitIsGlobal = (): Check => ({
  name: 'stream-limit-is-global',
  claim: 'A user may hold MAX_STREAMS streams over all replicas: one more is refused, and none fewer.',
  judge,
});

const CONTRACT_MAX_STREAMS = 10;

/** A request for a stream that was answered. */
interface Ask {
  readonly index: number;
  readonly replica: string | null;
  readonly code: string | null;
  readonly answer: 'opened' | 'denied';
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
  /** From when on it was surely over; a denied one was never open. */
  readonly endedNs: RunNs;
}

/** All that one user asked for. */
interface Holder {
  readonly stage: Stage;
  readonly user: string;
  readonly limit: number;
  readonly asks: readonly Ask[];
  /** How long the place of a stream that has ended may still be taken. */
  readonly graceNs: RunNs;
}

function judge(history: History): Judgement {
  const holders = history.stages.flatMap((stage) => holdersOf(history, stage));
  const tested = holders.filter(
    ({ asks }) => asks.some(({ answer }) => answer === 'denied') || peak(asks).length > 0,
  );
  const over = tested.flatMap((holder) => (peak(holder.asks).length > holder.limit ? [holder] : []));
  const violations = [...over.flatMap(tellOver), ...tellDenied(tested), ...tellCodes(tested)];
  const full = tested.filter(({ asks, limit }) => peak(asks).length >= limit);
  const denied = full.flatMap(({ asks }) => asks.filter(({ answer }) => answer === 'denied'));
  return conclude({
    violations,
    gaps: gapsOf(history, full),
    examined: denied.length,
    summary:
      violations[0]?.message ??
      `${counted(full.length, 'user')} held ${full.map(({ asks }) => peak(asks).length).join(', ')} streams, ${counted(denied.length, 'more was', 'more were')} refused`,
    evidence: full.length === 0 ? [] : [holderTable(full)],
  });
}

function holdersOf(history: History, stage: Stage): Holder[] {
  const connections = connectionsOf({ operations: history.operations, stages: [stage] }).filter(isEntitled);
  const limit = stage.settings['MAX_STREAMS'] ?? CONTRACT_MAX_STREAMS;
  const graceNs = NS_PER_S + lateAfterNs(history, stage);
  return [...Map.groupBy(connections, ({ user }) => user)].map(([user, own]) => {
    return { stage, user, limit, graceNs, asks: own.flatMap(askOf) };
  });
}

function askOf({ opening, replica, end }: Connection): Ask[] {
  if (!opening) return [];
  const { index, code, invokedNs, completedNs } = opening;
  const shared = { index, code, replica, invokedNs, completedNs };
  if (isAccepted(opening)) return [{ ...shared, answer: 'opened', endedNs: end?.completedNs ?? Infinity }];
  return opening.outcome === 'ok' && opening.status === 429
    ? [{ ...shared, answer: 'denied', endedNs: completedNs }]
    : [];
}

/** The most streams that were surely open at one instant. */
function peak(asks: readonly Ask[]): readonly Ask[] {
  const opened = asks.filter(({ answer }) => answer === 'opened');
  return opened
    .map(({ completedNs: atNs }) => opened.filter((one) => one.completedNs <= atNs && one.endedNs > atNs))
    .reduce<readonly Ask[]>((most, some) => (some.length > most.length ? some : most), []);
}

function tellOver(holder: Holder): Violation[] {
  const { user, limit, asks } = holder;
  const open = peak(asks);
  const replicas = [...new Set(open.flatMap(({ replica }) => replica ?? []))].sort();
  return [
    {
      anomaly: 'over-admission',
      message: `${user} held ${open.length} streams at once on ${named(replicas)}, ${limit} are allowed.`,
      operations: open.map(({ index }) => index).sort((a, b) => a - b),
      culprits: replicas,
      cause: overCause(holder, open, replicas),
    },
  ];
}

function overCause({ asks, limit }: Holder, open: readonly Ask[], replicas: readonly string[]): string {
  if (!asks.some(({ answer }) => answer === 'denied')) return 'the number of streams is not limited';
  const on = (name: string): number => open.filter(({ replica }) => replica === name).length;
  const isFullByItself = replicas.length > 1 && replicas.every((name) => on(name) === limit);
  return isFullByItself
    ? 'each replica counts for itself'
    : 'the count is not atomic: it is looked at, and raised later';
}

/** Refusals when, counting all that may have been open or been asked for, a place was free. */
function tellDenied(holders: readonly Holder[]): Violation[] {
  const findings = holders.flatMap((holder) =>
    holder.asks
      .filter((one) => one.answer === 'denied')
      .flatMap((ask) => {
        const held = mayBeOpen(ask, holder);
        if (held.length >= holder.limit) return [];
        const freed = holder.asks.filter((one) => one.answer === 'opened' && one.completedNs < ask.invokedNs);
        return [
          {
            ask,
            holder,
            held,
            group: freed.length >= holder.limit ? 'kept' : 'few',
            culprits: ask.replica === null ? [] : [ask.replica],
            operations: [...held.map(({ index }) => index), ask.index],
            weight: 0,
          },
        ];
      }),
  );
  return foldFindings(findings, ({ ask, holder, held, group }, all) => ({
    anomaly: 'wrongful-denial',
    message: `${ask.replica ?? 'an unnamed replica'} refused ${holder.user} a stream when at most ${held.length} of ${holder.limit} were open (${counted(all.length, 'time')})`,
    cause:
      group === 'kept'
        ? `the place of a stream that has ended is not given back within ${span(holder.graceNs)}`
        : 'streams are counted that are not of this user, or not open',
  }));
}

const mayBeOpen = (ask: Ask, { asks, graceNs }: Holder): Ask[] =>
  asks.filter(
    (one) =>
      one !== ask &&
      one.invokedNs <= ask.completedNs &&
      one.endedNs + graceNs >= ask.invokedNs &&
      (one.answer === 'opened' || one.completedNs >= ask.invokedNs),
  );

const tellCodes = (holders: readonly Holder[]): Violation[] =>
  foldFindings(
    holders
      .flatMap(({ asks }) => asks)
      .filter(({ answer, code }) => answer === 'denied' && code !== 'TOO_MANY_STREAMS')
      .map((ask) => ({
        ask,
        group: '',
        culprits: ask.replica === null ? [] : [ask.replica],
        operations: [ask.index],
        weight: 0,
      })),
    ({ ask }, all) => ({
      anomaly: 'wrong-error-code',
      message: `${ask.replica ?? 'an unnamed replica'} refused a stream with ${ask.code ?? 'no code'} instead of TOO_MANY_STREAMS (${counted(all.length, 'time')})`,
      cause: null,
    }),
  );

function gapsOf({ stages }: History, full: readonly Holder[]): string[] {
  if (full.length === 0) return ['no user held as many streams as are allowed'];
  return stages.flatMap((stage) => {
    const here = full.filter((holder) => holder.stage === stage);
    if (here.length === 0) return [];
    const deniers = here.flatMap(({ asks }) =>
      asks.flatMap((one) => (one.answer === 'denied' ? [one.replica] : [])),
    );
    const silent = stage.replicas.map(({ name }) => name).filter((name) => !deniers.includes(name));
    return [
      ...(silent.length === 0 ? [] : [`${named(silent)} never refused a stream`]),
      ...(here.some(wasReplaced) ? [] : ['no stream was opened in the place of one that had ended']),
    ];
  });
}

/** After a refusal a stream ended, and another was opened. */
const wasReplaced = ({ asks }: Holder): boolean =>
  asks.some(
    (late) =>
      late.answer === 'opened' &&
      asks.some(
        (ended) =>
          ended.endedNs < late.invokedNs &&
          asks.some((denied) => denied.answer === 'denied' && denied.completedNs < ended.endedNs),
      ),
  );

function holderTable(holders: readonly Holder[]): Evidence {
  return {
    kind: 'table',
    title: 'Streams of one user',
    columns: ['user', 'allowed', 'asked for', 'most at once', 'refused'],
    rows: holders.map(({ user, limit, asks }) => [
      user,
      limit,
      asks.length,
      peak(asks).length,
      asks.filter(({ answer }) => answer === 'denied').length,
    ]),
  };
}
