import type { Stage } from '../../history/vocabulary.ts';
import { nsToMs, type RunNs } from '../../time/clock.ts';
import type { Check, History } from '../check.ts';
import { type Judgement, verdictOf, type Violation } from '../verdict.ts';

import { BALANCER } from './connection.ts';
import { heldBackAfterNs, lateAfterNs } from './lateness.ts';
import { blameFor } from './lateness-cause.ts';
import { type Bounds, type Punctuality, punctualityOf } from './punctuality.ts';
import { nearestRank } from '../columns/quantile.ts';
import { openableChannelsOf } from './stage-channel.ts';
import { timelyEvidence } from './timely-evidence.ts';

interface StagePunctuality {
  readonly stage: Stage;
  readonly bounds: Bounds;
  readonly streams: readonly Punctuality[];
}

const LEAST_EVENTS = 10;

/**
 * Events arrive as they are published, through the proxy as straight from the replicas: late is more than 500 ms and
 * five times the p99 of the run's own short calls, or, for half of a stream's events, five times their median
 * (docs/algorithms.md 7, timely).
 */
export function streamTimely(): Check {
  return {
    name: 'stream-timely',
    claim: 'Events leave as they are published: neither the proxy nor the application holds the stream back.',
    judge,
  };
}

function judge(history: History): Judgement {
  const channels = openableChannelsOf(history);
  const stages = history.stages.flatMap((stage): StagePunctuality[] => {
    const own = channels.filter((channel) => channel.stage === stage && channel.connections.length > 0);
    const bounds = { lateNs: lateAfterNs(history, stage), heldBackNs: heldBackAfterNs(history, stage) };
    const streams = own.flatMap((channel) => punctualityOf(channel, bounds));
    return own.length === 0 ? [] : [{ stage, bounds, streams }];
  });
  const streams = stages.flatMap((of) => of.streams);
  const nothing = stages.map(powerGap).find((gap) => gap !== null) ?? null;
  const timed = streams.flatMap(({ lagsNs }) => lagsNs).length;
  return {
    verdict: verdictOf(
      stages.flatMap(violationsOf),
      nothing === null ? timed : 0,
      nothing ?? 'no stream was opened',
    ),
    summary: `${timed} events timed: ${lagsOf(streams, true)} through the balancer, ${lagsOf(streams, false)} straight`,
    evidence: streams.length === 0 ? [] : [timelyEvidence(streams)],
  };
}

function powerGap({ stage, streams }: StagePunctuality): string | null {
  const timedOn = (balanced: boolean): number =>
    routed(streams, balanced).reduce((sum, { lagsNs, missing }) => sum + lagsNs.length + missing, 0);
  const gap = (seen: number, where: string): string =>
    `only ${seen} events were timed on streams ${where} in ${stage.stage}; ${LEAST_EVENTS} are needed`;
  if (timedOn(true) < LEAST_EVENTS) return gap(timedOn(true), 'through the balancer');
  if (!stage.replicas.some(({ direct }) => direct)) return null;
  return timedOn(false) < LEAST_EVENTS ? gap(timedOn(false), 'straight to a replica') : null;
}

function violationsOf({ streams, bounds }: StagePunctuality): Violation[] {
  const opening = [true, false].flatMap((balanced) => openingLate(routed(streams, balanced)));
  const late = streams.filter((stream) => stream.isLate || opening.includes(stream));
  return blameFor(late, streams).map(({ culprits, cause, of }) => ({
    anomaly: 'buffered',
    message: messageOf(of, streams, bounds),
    operations: of.flatMap(({ connection: { opening: op } }) => op?.index ?? []).slice(0, 1),
    culprits,
    cause,
  }));
}

/** The streams whose headers or first event were late, if that is the rule on their route and not one hiccup. */
function openingLate(streams: readonly Punctuality[]): Punctuality[] {
  const late = streams.filter(({ opensLate }) => opensLate);
  return late.length >= 2 && 2 * late.length >= streams.length ? late : [];
}

function messageOf(
  late: readonly Punctuality[],
  all: readonly Punctuality[],
  { lateNs, heldBackNs }: Bounds,
): string {
  const burst = late.reduce((most, stream) => Math.max(most, stream.burst), 0);
  const missing = late.reduce((sum, stream) => sum + stream.missing, 0);
  const headersNs = late.reduce((most, stream) => Math.max(most, stream.headersNs ?? 0), 0);
  const middle = heldBackNs < lateNs ? `, or half of the events over ${ms(heldBackNs)}` : '';
  const clustered = `, up to ${burst} events published at least 100 ms apart arrived within 50 ms of one another`;
  return (
    `${late.length} of ${all.length} streams are held back (late is over ${ms(lateNs)}${middle}): the median lag is ` +
    `${lagsOf(all, true)} through the balancer and ${lagsOf(all, false)} straight from the replicas; headers took ` +
    `up to ${ms(headersNs)}${burst > 1 ? clustered : ''}` +
    (missing > 0 ? `, ${missing} events never arrived.` : '.')
  );
}

const routed = (streams: readonly Punctuality[], balanced: boolean): Punctuality[] =>
  streams.filter(({ connection: { route } }) => (route === BALANCER) === balanced);

function lagsOf(streams: readonly Punctuality[], balanced: boolean): string {
  const lagsNs = routed(streams, balanced).flatMap((stream) => stream.lagsNs);
  const median = nearestRank(lagsNs, 0.5);
  return median === null ? 'unknown' : ms(median);
}

const ms = (ns: RunNs): string => `${Math.round(nsToMs(ns))} ms`;
