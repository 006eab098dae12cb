import { isRefused, operationsNamed } from '../../history/operation.ts';
import type { RunNs } from '../../time/clock.ts';
import { msToNs } from '../../time/clock.ts';
import { foldFindings } from '../findings.ts';
import { conclude } from '../conclusion.ts';
import { isAcknowledged, keyOf, readLedger } from '../auth/ledger.ts';
import type { AcknowledgedKick, Ledger, Mint, Probe } from '../auth/ledger.ts';
import { readLives } from '../auth/lives.ts';
import { counted, named, span } from '../phrases.ts';
import type { Check, History } from '../check.ts';
import type { Judgement } from '../verdict.ts';
import { disturbancesOf } from '../faults/disturbance.ts';
import type { Disturbance } from '../faults/disturbance.ts';

export interface FailoverOptions {
  /** What was acknowledged so long before the fault must survive it: replication is not instant, and nobody waits for it. */
  readonly settledMs?: number;
}

/** A failover of Redis brings no kicked token back and loses no session (docs/algorithms.md 9). */
export function revocationsSurviveFailover({ settledMs = 250 }: FailoverOptions = {}): Check {
  return {
    name: 'revocations-survive-failover',
    claim:
      'After a failover of Redis kicked tokens are still dead, and sessions and refresh tokens still live.',
    judge: (history) => judge(history, msToNs(settledMs)),
  };
}

interface Undone {
  readonly anomaly: 'acknowledged-kick-lost' | 'session-lost';
  readonly operations: readonly number[];
  readonly message: string;
}

/** What was seen after one failover. */
interface Aftermath {
  readonly failover: Disturbance;
  readonly undone: readonly Undone[];
  /** Kicked tokens that were refused, and sessions that were served, after it; by replica. */
  readonly dead: readonly Probe[];
  readonly live: readonly Probe[];
}

function judge(history: History, settledNs: RunNs): Judgement {
  const ledger = readLedger(history);
  const failovers = disturbancesOf(history).filter(({ kind }) => kind === 'failover');
  const all = failovers.map((failover) => aftermathOf(history, ledger, { failover, settledNs }));
  const findings = all.flatMap(({ undone }) =>
    undone.map((one) => ({ ...one, group: one.anomaly, culprits: ['redis'], weight: 0 })),
  );
  const violations = foldFindings(findings, ({ anomaly, message }, same) => ({
    anomaly,
    message: `${message} (${counted(same.length, 'such answer')})`,
    cause:
      'the failover lost writes that were acknowledged: they were not replicated, or clients went on with the old master',
  }));
  const dead = all.flatMap((one) => one.dead).length;
  const live = all.flatMap((one) => one.live).length;
  return conclude({
    violations,
    gaps: failovers.length === 0 ? ['Redis did not fail over'] : all.flatMap((one) => gapsOf(ledger, one)),
    examined: dead + live,
    summary:
      violations[0]?.message ??
      `${counted(failovers.length, 'failover')}: kicked tokens refused ${dead} times and live sessions served ${live} times after it`,
  });
}

/** A refusal says something only once the replica has served somebody: before that it may have had no Redis to ask. */
const isWitness = (probe: Probe, served: readonly Probe[]): boolean =>
  served.some(
    ({ replica, answer, completedNs }) =>
      replica === probe.replica && answer === 'accepted' && completedNs < probe.invokedNs,
  );

interface Examined {
  readonly failover: Disturbance;
  readonly settledNs: RunNs;
}

function aftermathOf(history: History, ledger: Ledger, { failover, settledNs }: Examined): Aftermath {
  const { stage, commandedNs, healedNs } = failover;
  const settledBy = commandedNs - settledNs;
  const here = ledger.probes.filter(({ mint }) => mint.stage === stage);
  const kicked = kickedTokens(ledger, here, { failover, settledBy });
  const after = here.filter(({ invokedNs }) => invokedNs > commandedNs);
  const revived = after.flatMap((probe): Undone[] => {
    const kick = probe.answer === 'accepted' ? kicked.get(probe.mint) : undefined;
    if (!kick) return [];
    const message = `acknowledged kick lost: ${probe.replica ?? 'an unnamed replica'} accepted a token of ${probe.mint.user} (${probe.mint.clientType}) ${span(probe.invokedNs - commandedNs)} after the master was killed, which was kicked ${span(commandedNs - kick.completedNs)} before`;
    return [
      {
        anomaly: 'acknowledged-kick-lost',
        operations: [probe.mint.index, kick.index, failover.index, probe.index],
        message,
      },
    ];
  });
  const isLive = settledSessions(ledger, { fromNs: settledBy, untilNs: healedNs });
  const served = after.filter((probe) => probe.invokedNs > healedNs && isLive(probe.mint, probe));
  const refused = [
    ...served.filter(({ answer }) => answer === 'refused'),
    ...unrefreshed(history, ledger, isLive),
  ];
  const lost = refused.map(({ mint, index, replica, invokedNs }): Undone => {
    const message = `${replica ?? 'an unnamed replica'} refused a session of ${mint.user} (${mint.clientType}) ${span(invokedNs - healedNs)} after the failover, which was made ${span(commandedNs - mint.completedNs)} before it`;
    return { anomaly: 'session-lost', operations: [mint.index, failover.index, index], message };
  });
  return {
    failover,
    undone: [...revived, ...lost],
    dead: after.filter((probe) => probe.status === 401 && kicked.has(probe.mint) && isWitness(probe, served)),
    live: served.filter(({ answer }) => answer === 'accepted'),
  };
}

/** Tokens that a kick long enough before the failover ended, and that nobody accepted between the two. */
function kickedTokens(
  { kicks, mints }: Ledger,
  probes: readonly Probe[],
  { failover, settledBy }: { readonly failover: Disturbance; readonly settledBy: RunNs },
): Map<Mint, AcknowledgedKick> {
  const settled = kicks
    .filter(isAcknowledged)
    .filter(({ stage, completedNs }) => stage === failover.stage && completedNs <= settledBy);
  const ended = mints.flatMap((mint) => {
    const kick = settled.find((one) => one.realm === mint.realm && one.invokedNs > mint.completedNs);
    const isIgnored = probes.some(
      (probe) =>
        probe.mint === mint &&
        probe.answer === 'accepted' &&
        kick !== undefined &&
        probe.invokedNs > kick.completedNs &&
        probe.completedNs < failover.commandedNs,
    );
    return kick && !isIgnored ? [[mint, kick] as const] : [];
  });
  return new Map(ended);
}

type IsLive = (mint: Mint, seen: { readonly index: number; readonly completedNs: RunNs }) => boolean;

/** Sessions that were made before, nothing ended, and nobody refreshed while writes could be lost. */
function settledSessions(
  ledger: Ledger,
  unsettled: { readonly fromNs: RunNs; readonly untilNs: RunNs },
): IsLive {
  const lives = readLives(ledger);
  const tokens = new Map(ledger.mints.map((mint) => [keyOf(mint.stage, mint.refreshToken), mint.session]));
  const touched = new Set(
    ledger.refreshes
      .filter(
        ({ invokedNs, completedNs }) => completedNs >= unsettled.fromNs && invokedNs <= unsettled.untilNs,
      )
      .map((op) => tokens.get(keyOf(op.stage, op.input.refreshToken))),
  );
  return (mint, { completedNs }) =>
    mint.completedNs <= unsettled.fromNs &&
    !lives.mayTokenBeDead(mint, completedNs) &&
    !touched.has(mint.session);
}

/** Refresh tokens from before the failover that were refused after it. */
function unrefreshed({ operations }: History, { mints }: Ledger, isLive: IsLive) {
  const lastUse = new Set<string>();
  const byToken = new Map(mints.map((mint) => [keyOf(mint.stage, mint.refreshToken), mint]));
  return operationsNamed(operations, 'refresh').flatMap((op) => {
    const key = keyOf(op.stage, op.input.refreshToken);
    const isFirst = !lastUse.has(key);
    lastUse.add(key);
    const mint = byToken.get(key);
    if (!mint || !isFirst || !isRefused(op) || !isLive(mint, op)) return [];
    return [{ mint, index: op.index, replica: op.replica, invokedNs: op.invokedNs }];
  });
}

/** Every replica must have been seen to refuse the dead and to serve the living. */
function gapsOf(ledger: Ledger, { failover, dead, live }: Aftermath): string[] {
  const replicas = ledger.replicas(failover.stage);
  const missing = (seen: readonly Probe[]): string[] =>
    replicas.filter((name) => !seen.some(({ replica }) => replica === name));
  const [blind, idle] = [missing(dead), missing(live)];
  return [
    ...(blind.length > 0 ? [`${named(blind)} refused no kicked token after the failover`] : []),
    ...(idle.length > 0 ? [`${named(idle)} served no session from before the failover`] : []),
  ];
}
