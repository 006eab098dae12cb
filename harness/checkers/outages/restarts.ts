import { TAKEN, isRefused, operationsNamed } from '../../history/operation.ts';
import type { AnyOperation } from '../../history/operation.ts';
import { culprit, foldFindings } from '../findings.ts';
import type { Finding } from '../findings.ts';
import { conclude } from '../conclusion.ts';
import { keyOf, readLedger } from '../auth/ledger.ts';
import type { Ledger, Mint } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { counted, named, span } from '../phrases.ts';
import { liveProbes } from '../acceptance/spurious.ts';
import type { Check, History } from '../check.ts';
import { answererOf } from '../answerer.ts';
import type { Judgement, Violation } from '../verdict.ts';
import { serviceEvidence } from './service-evidence.ts';
import { disturbancesOf, stopsGracefully } from '../faults/disturbance.ts';
import type { Disturbance } from '../faults/disturbance.ts';
import { liveness } from './outage-calls.ts';

/** A replica that is told to end finishes what it has begun, and takes no session with it (CONTRACT, event stream). */
export const loginsSurviveRestarts = (): Check => ({
  name: 'logins-survive-restarts',
  claim:
    'When replicas are restarted, no session ends, no request in flight is dropped, and streams end cleanly.',
  judge,
});

/** Something that ended with a restart and must not have. */
interface Loss extends Finding {
  readonly anomaly: 'session-lost' | 'stream-cut' | 'request-cut';
  readonly message: string;
}

function judge(history: History): Judgement {
  const stops = disturbancesOf(history).filter((one) =>
    one.targets.some((name) => stopsGracefully(one, name)),
  );
  const ledger = readLedger(history);
  const losses = [...lostSessions(history, ledger, stops), ...cuts(history, stops)];
  const violations = violationsOf(losses);
  const finished = inFlight(history, stops);
  const { longest, evidence } = serviceEvidence(history);
  const seen = `${counted(stops.length, 'restart')}: no session lost, ${counted(finished, 'request')} in flight finished, ${longest}`;
  return conclude({
    violations,
    gaps: gapsOf(ledger, stops, finished),
    examined: stops.length,
    summary: violations[0]?.message ?? seen,
    evidence,
  });
}

const WORDS = {
  'session-lost': {
    what: 'live sessions were refused with a definite 401',
    cause:
      'sessions end with the process that opened them: they are kept in its memory, or it ends them on SIGTERM',
  },
  'stream-cut': {
    what: 'streams were cut in the middle instead of ended',
    cause: 'SIGTERM ends the process at once: streams are cut and requests in flight are dropped',
  },
  'request-cut': {
    what: 'requests that the replica had begun to take were dropped',
    cause: 'SIGTERM ends the process at once: streams are cut and requests in flight are dropped',
  },
} as const;

const violationsOf = (losses: readonly Loss[]): Violation[] =>
  foldFindings(losses, ({ anomaly, message }, same) => {
    const { what, cause } = WORDS[anomaly];
    return { anomaly, message: `${message} (${same.length} times: ${what})`, cause };
  });

/** Definite refusals of what nothing had ended; blamed on who made the session, if it was restarted since. */
function lostSessions(history: History, ledger: Ledger, stops: readonly Disturbance[]): Loss[] {
  const lives = readLives(ledger);
  const mints = new Map(ledger.mints.map((mint) => [keyOf(mint.stage, mint.refreshToken), mint]));
  const makers = Map.groupBy(ledger.mints, ({ session }) => session);
  const isLive = liveness(ledger, lives);
  const refused = liveProbes(ledger, lives)
    .filter(({ answer }) => answer === 'refused')
    .map(({ mint, index, replica, invokedNs }) => ({ mint, index, replica, invokedNs, f: 'me' }));
  const unrefreshed = operationsNamed(history.operations, 'refresh').flatMap((op) => {
    const mint = mints.get(keyOf(op.stage, op.input.refreshToken));
    if (!mint || !isRefused(op) || !isLive(op)) return [];
    return [{ mint, index: op.index, replica: op.replica, invokedNs: op.invokedNs, f: 'refresh' }];
  });
  return [...refused, ...unrefreshed].map(({ mint, index, replica, invokedNs, f }) => {
    const made = (makers.get(mint.session) ?? [mint]).flatMap((maker) => {
      const stop = stops.find((one) => isSince(one, maker, invokedNs));
      return stop ? [{ stop, replica: maker.replica }] : [];
    });
    const [first] = made;
    const who = replica ?? 'an unnamed replica';
    const since = first
      ? `, which ${named(culprit(first.replica))} had made before it was restarted`
      : ', though nothing had ended it';
    return {
      anomaly: 'session-lost',
      group: 'session-lost',
      culprits: culprit(first ? first.replica : replica),
      operations: [mint.index, ...(first ? [first.stop.index] : []), index],
      weight: 0,
      message: `${who} refused ${f} of ${mint.user} (${mint.clientType})${since}`,
    };
  });
}

const isSince = (stop: Disturbance, mint: Mint, atNs: number): boolean =>
  stop.stage === mint.stage &&
  mint.replica !== null &&
  stopsGracefully(stop, mint.replica) &&
  stop.commandedNs >= mint.invokedNs &&
  stop.commandedNs <= atNs;

/** Streams and requests of a replica that ended in the middle while it was told to end. */
function cuts({ operations, stages }: History, stops: readonly Disturbance[]): Loss[] {
  const byName = new Map(stages.map((stage) => [stage.stage, stage]));
  return operations.flatMap((op): Loss[] => {
    const anomaly = cutOf(op);
    const stage = byName.get(op.stage);
    const who = stage && anomaly ? answererOf(op, stage) : null;
    const stop = who === null ? undefined : stops.find((one) => isDuring(one, who, op));
    if (!anomaly || who === null || !stop) return [];
    const after = span(Math.max(0, op.completedNs - stop.commandedNs));
    const what = op.f === 'stream-end' ? `stream ${op.input.connection}` : op.f;
    const message = `${who} cut ${what} ${after} after it was told to end`;
    return [
      { anomaly, message, group: anomaly, culprits: [who], operations: [stop.index, op.index], weight: 0 },
    ];
  });
}

/** A request counts when the replica itself had said that it was taking it, or had begun to answer. */
function cutOf(op: AnyOperation): 'stream-cut' | 'request-cut' | null {
  if (op.f === 'stream-end') return op.input.by === 'error' ? 'stream-cut' : null;
  const isBegun = op.reason?.startsWith(`${TAKEN}: `) || op.reason?.startsWith('body: ');
  return op.status === null && isBegun ? 'request-cut' : null;
}

const isDuring = (stop: Disturbance, who: string, op: AnyOperation): boolean =>
  stop.stage === op.stage &&
  stopsGracefully(stop, who) &&
  stop.commandedNs <= op.completedNs &&
  op.completedNs <= stop.healedNs;

/** Requests of a stopped replica that had begun before and were answered after it was told to end. */
const inFlight = ({ operations }: History, stops: readonly Disturbance[]): number =>
  operations.filter(
    (op) =>
      op.status !== null &&
      stops.some(
        (stop) =>
          stop.stage === op.stage &&
          stopsGracefully(stop, op.route) &&
          op.invokedNs < stop.commandedNs &&
          op.completedNs > stop.commandedNs,
      ),
  ).length;

function gapsOf({ probes }: Ledger, stops: readonly Disturbance[], finished: number): string[] {
  if (stops.length === 0) return ['no replica was told to end'];
  const unseen = stops.filter(
    ({ stage, healedNs }) =>
      !probes.some(({ mint, invokedNs, answer }) => {
        return mint.stage === stage && answer === 'accepted' && invokedNs > healedNs;
      }),
  );
  return [
    ...unseen.map(({ name }) => `no live session was seen after ${name}`),
    ...(finished === 0 ? ['no request was in flight when a replica was told to end'] : []),
  ];
}
