import type { AnyOperation } from '../../../history/operation.ts';
import type { Stage } from '../../../history/vocabulary.ts';
import { msToNs } from '../../../time/clock.ts';
import type { Check } from '../../check.ts';

export const NAMES = ['b-1', 'b-2', 'b-3'];

/** A stage of three replicas that can be spoken to directly. */
export const stageOf = (over: Partial<Stage> = {}): Stage => ({
  stage: 's',
  driver: 'process',
  replicas: NAMES.map((name, at) => ({ name, upstream: `10.0.0.${at + 1}:80`, direct: true })),
  settings: {},
  streamReadTimeoutS: 60,
  planted: [],
  ...over,
});

/** A call with a token that took 2 ms and was answered by b-1 through the balancer, unless told otherwise. */
export const call = (atMs: number, over: Partial<AnyOperation> = {}, tookMs = 2): AnyOperation =>
  ({
    index: 0,
    process: 1,
    f: 'me',
    key: '',
    stage: 's',
    route: 'balancer',
    input: { token: '#1', user: 'user-1', clientType: 'desktop' },
    invokedNs: msToNs(atMs),
    completedNs: msToNs(atMs + tookMs),
    outcome: 'ok',
    output: null,
    status: 200,
    code: null,
    replica: 'b-1',
    upstream: null,
    reason: null,
    problems: [],
    ...over,
  }) as AnyOperation;

/** The verdict on the calls, numbered in the order given. */
export const verdictOn = (check: Check, calls: readonly AnyOperation[], stage: Stage = stageOf()) =>
  check.judge({
    operations: calls.map((op, index) => ({ ...op, index })),
    stages: [stage],
  }).verdict;
