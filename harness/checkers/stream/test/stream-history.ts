import type { AnyOperation, Operation } from '../../../history/operation.ts';
import type { OperationName, Stage } from '../../../history/vocabulary.ts';
import { msToNs } from '../../../time/clock.ts';
import type { History } from '../../check.ts';

/** A stage of two replicas, a heartbeat each second and a read timeout of 2 s, unless told otherwise. */
export const stageOf = (over: Partial<Stage> = {}): Stage => ({
  stage: 'main',
  driver: 'process',
  replicas: ['b-1', 'b-2'].map((name) => ({ name, upstream: null, direct: true })),
  settings: { HEARTBEAT_S: 1 },
  streamReadTimeoutS: 2,
  planted: [],
  ...over,
});

type Frame<F extends OperationName> = Omit<Operation<F>, 'f' | 'input' | 'output'>;

const frame = (atMs: number, tookMs: number, status: number | null): Frame<OperationName> => ({
  index: 0,
  process: 0,
  key: 'user-1',
  stage: 'main',
  route: 'balancer',
  invokedNs: msToNs(atMs),
  completedNs: msToNs(atMs + tookMs),
  outcome: status === null ? 'info' : 'ok',
  status,
  code: null,
  replica: null,
  upstream: null,
  reason: null,
  problems: [],
});

interface PublishOptions {
  readonly id?: string | null;
  readonly status?: number | null;
  readonly user?: string;
  readonly tookMs?: number;
}

/** A publication that took 10 ms. */
export const publish = (
  atMs: number,
  payload: string,
  replica: string | null = 'b-1',
  { id = null, status = 202, user = 'user-1', tookMs = 10 }: PublishOptions = {},
): Operation<'publish'> => ({
  ...frame(atMs, tookMs, status),
  f: 'publish',
  input: { user, payload, bytes: 10 },
  output: id === null ? null : { id },
  replica,
});

interface OpenOptions {
  readonly route?: string;
  readonly lastEventId?: string | null;
  readonly credential?: string;
  readonly status?: number | null;
  readonly tookMs?: number;
}

/** The opening of a stream that took 10 ms. */
export const open = (
  atMs: number,
  connection: string,
  replica: string | null = 'b-1',
  {
    route = replica ?? 'balancer',
    lastEventId = null,
    credential = 'valid',
    status = 200,
    tookMs = 10,
  }: OpenOptions = {},
): Operation<'stream'> => ({
  ...frame(atMs, tookMs, status),
  f: 'stream',
  input: { user: 'user-1', clientType: 'desktop', connection, client: 'raw', lastEventId, credential },
  output: null,
  replica,
  route,
});

const observation = (atMs: number): Frame<OperationName> => ({
  ...frame(atMs, 0, null),
  outcome: 'ok',
});

interface EventOptions {
  readonly id?: string | null;
  readonly type?: string;
}

/** The arrival of a published event. */
export const event = (
  atMs: number,
  connection: string,
  payload: string | null,
  { id = null, type = 'schedule:task-executed' }: EventOptions = {},
): Operation<'event'> => ({
  ...observation(atMs),
  f: 'event',
  input: { user: 'user-1', connection, event: type, id, payload },
  output: {},
});

export const connected = (atMs: number, connection: string): Operation<'event'> =>
  event(atMs, connection, 'hash-of-connected', { type: 'connected' });

export const heartbeat = (atMs: number, connection: string): Operation<'event'> =>
  event(atMs, connection, null, { type: 'heartbeat' });

export const ended = (
  atMs: number,
  connection: string,
  by: 'client' | 'server' | 'error' = 'client',
): Operation<'stream-end'> => ({
  ...observation(atMs),
  f: 'stream-end',
  input: { user: 'user-1', connection, by, message: '' },
  output: {},
});

const session = (lifetimeS: number | null) => ({
  token: 'hash',
  refreshToken: 'hash',
  sessionKey: 'hash',
  tokenVersion: 1,
  lifetimeS,
  expiresInS: lifetimeS,
});

export const login = (atMs: number, lifetimeS: number | null = 3600): Operation<'login'> => ({
  ...frame(atMs, 10, 200),
  f: 'login',
  input: { user: 'user-1', clientType: 'desktop' },
  output: session(lifetimeS),
});

export const kick = (
  atMs: number,
  replica = 'b-1',
  targets: ('admin' | 'desktop')[] = ['desktop'],
): Operation<'kick'> => ({
  ...frame(atMs, 10, 200),
  f: 'kick',
  input: { user: 'user-1', targets },
  output: {},
  replica,
});

export const logout = (atMs: number): Operation<'logout'> => ({
  ...frame(atMs, 10, 200),
  f: 'logout',
  input: { token: 'hash', user: 'user-1', clientType: 'desktop' },
  output: {},
});

/** The operations as a history of the stage, numbered by invocation. */
export function historyOf(operations: readonly AnyOperation[], stage: Stage = stageOf()): History {
  const byStart = operations.toSorted((a, b) => a.invokedNs - b.invokedNs);
  return { operations: byStart.map((op, index) => Object.assign({}, op, { index })), stages: [stage] };
}
