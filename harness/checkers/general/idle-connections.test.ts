import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { idleConnectionsAreSafe } from './idle-connections.ts';
import { call, NAMES, stageOf, verdictOn } from './test/calls.ts';

const STAGE = stageOf({ upstreamIdleS: 4 });
const KEEPS_LONG = stageOf({ upstreamIdleS: 60 });
const TOLD_NOTHING = stageOf();

const life = (replica: string, idleMs: number, closedByServer = true): AnyOperation =>
  call(
    idleMs,
    { f: 'idle-connection', route: replica, replica, status: null, input: { idleMs, closedByServer } },
    0,
  );
const lives = (idleMs: number, closedByServer = true) =>
  NAMES.map((name) => life(name, idleMs, closedByServer));
const before = Array.from({ length: 20 }, (_, at) => call(at));
const after = (count = 20, over: Partial<AnyOperation> = {}) =>
  Array.from({ length: count }, (_, at) => call(6000 + at, over));
const judge = (calls: readonly AnyOperation[], stage = STAGE) =>
  verdictOn(idleConnectionsAreSafe(), calls, stage);
const CUT = { status: 502, outcome: 'info', replica: null } as const;

test('replicas that outlast the proxy, and requests that are all answered', () => {
  expect(judge([...before, ...lives(6300, false), ...after()])).toEqual({ status: 'valid', examined: 20 });
  expect(judge([...before, ...lives(5000), ...after()])).toEqual({ status: 'valid', examined: 20 });
});

test('a request cut after the silence names the two limits, and both who set them', () => {
  expect(judge([...before, ...lives(5000), ...after(), ...after(2, CUT)], KEEPS_LONG)).toMatchObject({
    violations: [
      {
        anomaly: 'keep-alive-race',
        culprits: [...NAMES, 'proxy'],
        operations: [43, 44],
        cause: expect.stringMatching(/close idle connections after 5 s, and the proxy keeps them for 60 s/u),
        message: expect.stringMatching(/^2 of 22 requests through the proxy failed after 6 s of silence/u),
      },
    ],
  });
});

test('limits that contradict each other are found though no request was cut this time', () => {
  expect(judge([...before, ...lives(5000), ...after()], KEEPS_LONG)).toMatchObject({
    violations: [{ message: expect.stringMatching(/^0 of 20/u), operations: [] }],
  });
  expect(judge([...before, ...lives(4050), ...after()]).status).toBe('invalid');
});

test('one replica with a shorter limit is at fault alone', () => {
  const odd = [life('b-1', 6300, false), life('b-2', 5000), life('b-3', 6300, false)];
  expect(judge([...before, ...odd, ...after()], KEEPS_LONG)).toMatchObject({
    violations: [{ culprits: ['b-2'] }],
  });
});

test('a request that the proxy repeated unseen counts as one that met a closing connection', () => {
  const retried = { upstream: '10.0.0.1:80, 10.0.0.2:80' };
  expect(judge([...before, ...lives(5000), ...after(), call(6001, retried)], TOLD_NOTHING)).toMatchObject({
    violations: [
      {
        cause: expect.stringMatching(/keeps them for longer/u),
        message: expect.stringMatching(/1 were repeated unseen/u),
      },
    ],
  });
});

test('where nobody knows the proxy’s limit, a short one of the replicas alone is nothing', () => {
  expect(judge([...before, ...lives(5000), ...after()], TOLD_NOTHING).status).toBe('valid');
});

test('a failure that no limit explains is found without a cause', () => {
  expect(judge([...before, ...lives(6300, false), ...after(), ...after(1, CUT)])).toMatchObject({
    violations: [{ culprits: ['proxy'], cause: null }],
  });
});

test('no silence, too few requests after it, or a replica not measured, are unknown', () => {
  expect(judge([])).toMatchObject({ status: 'unknown' });
  expect(judge(before)).toMatchObject({ status: 'unknown' });
  expect(judge([...before, ...lives(5000)])).toMatchObject({ status: 'unknown' });
  expect(judge([...before, ...lives(5000), ...after(9)])).toMatchObject({ status: 'unknown' });
  expect(judge([...before, ...lives(5000).slice(1), ...after()])).toMatchObject({
    status: 'unknown',
    reason: 'nobody knows how long b-1 keeps an idle connection',
  });
});
