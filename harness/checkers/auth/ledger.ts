import { isAccepted, isRefused, operationsNamed } from '../../history/operation.ts';
import type { Operation } from '../../history/operation.ts';
import type { RunNs } from '../../time/clock.ts';
import { NS_PER_S } from '../../time/clock.ts';
import type { History } from '../check.ts';
import { disturbancesOf, forgets } from '../faults/disturbance.ts';
import type { Disturbance } from '../faults/disturbance.ts';
import { excusesOf } from '../faults/excuses.ts';

/** A login or refresh that gave tokens. */
export interface Mint {
  readonly index: number;
  readonly stage: string;
  readonly user: string;
  /** Stage, user and client type: what a kick ends. */
  readonly realm: string;
  readonly clientType: string;
  /** The realm and the session's key. */
  readonly session: string;
  readonly token: string;
  readonly refreshToken: string;
  /** The refresh token it was got with; null for a login. */
  readonly usedRefreshToken: string | null;
  readonly version: number | null;
  /** When it was made, by the clock of who made it, in whole seconds. */
  readonly issuedAtS: number | null;
  readonly replica: string | null;
  /** No one may call the access token expired before this. */
  readonly liveUntilNs: RunNs;
  /** No one may call the refresh token expired before this. */
  readonly refreshableUntilNs: RunNs;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
}

/** A call with an access token that the history knows. */
export interface Probe {
  readonly index: number;
  readonly mint: Mint;
  /** Who answered. */
  readonly replica: string | null;
  readonly route: string;
  /** `other` for no definite one: a 401 too, of a replica that may have had no Redis to ask. */
  readonly answer: 'accepted' | 'refused' | 'other';
  readonly status: number | null;
  readonly reportedVersion: number | null;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs;
}

/** A kick as one of its targets sees it; `completedNs` is null when it was not acknowledged. */
export interface Kick {
  readonly index: number;
  readonly stage: string;
  readonly user: string;
  readonly targets: readonly string[];
  readonly realm: string;
  readonly replica: string | null;
  readonly invokedNs: RunNs;
  readonly completedNs: RunNs | null;
}

/** A kick that returned. */
export type AcknowledgedKick = Kick & { readonly completedNs: RunNs };

/** What a history says of tokens, whatever the endpoint: the input of every check in this folder. */
export interface Ledger {
  readonly stages: readonly string[];
  readonly replicas: (stage: string) => readonly string[];
  readonly mints: readonly Mint[];
  readonly probes: readonly Probe[];
  readonly kicks: readonly Kick[];
  readonly logins: readonly Operation<'login'>[];
  readonly logouts: readonly Operation<'logout'>[];
  readonly refreshes: readonly Operation<'refresh'>[];
  /** The faults in which Redis forgot what it knew: sessions from before their end may be gone. */
  readonly losses: readonly Disturbance[];
}

/** Limits a check to one stage of the scenario; without it, every stage is examined. */
export interface StageOption {
  readonly stage?: string;
}

/** Reads the tokens' lives out of a history. O(n). */
export function readLedger(history: History, { stage }: StageOption = {}): Ledger {
  const operations = history.operations.filter((op) => stage === undefined || op.stage === stage);
  const known = history.stages.filter((one) => stage === undefined || one.stage === stage);
  const replicas = new Map(known.map((one) => [one.stage, one.replicas.map(({ name }) => name)]));
  const settings = new Map(known.map((one) => [one.stage, one.settings]));
  const [logins, refreshes] = [operationsNamed(operations, 'login'), operationsNamed(operations, 'refresh')];
  const minted = [...logins, ...refreshes].map((op) => mintOf(op, settings.get(op.stage) ?? {}));
  const mints = minted.filter((mint) => mint !== null).sort((a, b) => a.index - b.index);
  const { mayBeCutOff } = excusesOf(history);
  const byToken = new Map(mints.toReversed().map((mint) => [keyOf(mint.stage, mint.token), mint]));
  return {
    stages: [...new Set([...known.map((one) => one.stage), ...operations.map((op) => op.stage)])],
    replicas: (name) => replicas.get(name) ?? [],
    mints,
    probes: operationsNamed(operations, 'me').flatMap((op) =>
      probesOf(op, byToken.get(keyOf(op.stage, op.input.token)), isRefused(op) && !mayBeCutOff(op)),
    ),
    kicks: operationsNamed(operations, 'kick').flatMap(kicksOf),
    logins,
    logouts: operationsNamed(operations, 'logout'),
    refreshes,
    losses: disturbancesOf({ operations }).filter(forgets),
  };
}

/** One string for several; no part of a key in a history contains a line break. */
export const keyOf = (...parts: readonly string[]): string => parts.join('\n');

/** Stage, user and client type of an operation. */
export const realmOf = (stage: string, user: string, clientType: string): string =>
  keyOf(stage, user, clientType);

/** Who answered: by its own word, else the replica the call was sent to. */
export const answeredBy = (op: Operation): string | null =>
  op.replica ?? (op.route === 'balancer' || op.route === '' ? null : op.route);

export const isAcknowledged = (kick: Kick): kick is AcknowledgedKick => kick.completedNs !== null;

const CONTRACT_ACCESS_TTL_S = 3_600;
const CONTRACT_REFRESH_TTL_S = 3 * 86_400;

function mintOf(
  op: Operation<'login'> | Operation<'refresh'>,
  settings: Readonly<Record<string, number>>,
): Mint | null {
  if (!isAccepted(op) || op.output === null) return null;
  const { token, refreshToken, sessionKey, tokenVersion, lifetimeS, issuedAtS = null } = op.output;
  const { user, clientType } = op.input;
  const realm = realmOf(op.stage, user, clientType);
  const accessS = lifetimeS ?? settings['ACCESS_TTL_S'] ?? CONTRACT_ACCESS_TTL_S;
  const refreshS = settings['REFRESH_TTL_S'] ?? CONTRACT_REFRESH_TTL_S;
  return {
    index: op.index,
    stage: op.stage,
    user,
    realm,
    clientType,
    token,
    refreshToken,
    session: keyOf(realm, sessionKey),
    usedRefreshToken: op.f === 'refresh' ? op.input.refreshToken : null,
    version: tokenVersion,
    issuedAtS,
    replica: answeredBy(op),
    // `iat` and `exp` are whole seconds, rounded down: a token may end up to 1 s before its life is over.
    liveUntilNs: op.invokedNs + (accessS - 1) * NS_PER_S,
    refreshableUntilNs: op.invokedNs + refreshS * NS_PER_S,
    invokedNs: op.invokedNs,
    completedNs: op.completedNs,
  };
}

function probesOf(op: Operation<'me'>, mint: Mint | undefined, isDenied: boolean): Probe[] {
  if (mint === undefined || mint.completedNs >= op.invokedNs) return [];
  const answer = isAccepted(op) ? 'accepted' : isDenied ? 'refused' : 'other';
  const { index, route, status, invokedNs, completedNs } = op;
  const reportedVersion = op.output?.tokenVersion ?? null;
  return [
    { index, mint, replica: answeredBy(op), route, answer, status, reportedVersion, invokedNs, completedNs },
  ];
}

function kicksOf(op: Operation<'kick'>): Kick[] {
  const isDenied = op.outcome === 'ok' && op.status !== null && op.status >= 400 && op.status < 500;
  if (op.outcome === 'fail' || isDenied) return [];
  const { index, stage, invokedNs } = op;
  const { user, targets } = op.input;
  const completedNs = isAccepted(op) ? op.completedNs : null;
  const shared = { index, stage, user, targets, replica: answeredBy(op), invokedNs, completedNs };
  return [...new Set(targets)].map((target) => ({ ...shared, realm: realmOf(stage, user, target) }));
}
