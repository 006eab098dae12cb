import { expect, test } from 'vitest';
import { TAKEN } from '../../history/operation.ts';
import { loginsSurviveRestarts } from './restarts.ts';
import { fault, login, me, refresh, run, streamEnd, write } from '../faults/test/run.ts';
import type { Injected } from '../faults/test/run.ts';

const judge = (...parts: Parameters<typeof run>) => loginsSurviveRestarts().judge(run(...parts)).verdict;
const stopped: Injected = { kind: 'stop', targets: ['b-1'], at: [1000, 1300, 1400, 2000] };
const made = login({ at: [0, 5], token: 't', on: 'b-1' });
const finished = write({ at: [900, 1200], on: 'b-1' });
const served = me({ at: [2100, 2110], on: 'b-2', token: 't' });
const whole = [made, finished, served];

test('sessions that live on and a request in flight that is finished make a restart that loses nothing', () => {
  expect(judge(fault(stopped), whole)).toEqual({ status: 'valid', examined: 1 });
});

test('without a restart, a request in flight or a look at a session after it, nothing is known', () => {
  expect(judge(whole)).toMatchObject({ reason: 'no replica was told to end' });
  expect(judge(fault({ ...stopped, kind: 'kill' }), whole)).toMatchObject({ status: 'unknown' });
  expect(judge(fault(stopped), [made, served])).toMatchObject({
    reason: 'no request was in flight when a replica was told to end',
  });
  expect(judge(fault(stopped), [made, finished])).toMatchObject({
    reason: 'no live session was seen after stop 1',
  });
});

test('a session that is refused after its maker was restarted was kept in that process', () => {
  const refused = me({ at: [2200, 2210], on: 'b-2', token: 't', status: 401 });
  expect(judge(fault(stopped), whole, refused)).toMatchObject({
    violations: [
      { anomaly: 'session-lost', culprits: ['b-1'], cause: expect.stringContaining('end with the process') },
    ],
  });
  const unrefreshed = refresh({ at: [2200, 2210], on: 'b-2', token: 't', status: 401 });
  expect(judge(fault(stopped), whole, unrefreshed)).toMatchObject({ violations: [{ culprits: ['b-1'] }] });
});

test('a live token that is refused before any restart is the refuser’s', () => {
  const refused = me({ at: [200, 210], on: 'b-2', token: 't', status: 401 });
  expect(judge(fault(stopped), whole, refused)).toMatchObject({ violations: [{ culprits: ['b-2'] }] });
});

test('a stream that breaks at a replica that is told to end was cut, one that ends was not', () => {
  const end = (by: 'server' | 'error' | 'client', on = 'b-1') => streamEnd({ at: [1010, 1010], on, by });
  expect(judge(fault(stopped), whole, end('error'))).toMatchObject({
    violations: [{ anomaly: 'stream-cut', culprits: ['b-1'], cause: expect.stringContaining('at once') }],
  });
  expect(judge(fault(stopped), whole, end('server'), end('client')).status).toBe('valid');
  expect(judge(fault(stopped), whole, end('error', 'b-2')).status).toBe('valid');
  expect(judge(fault({ ...stopped, kind: 'kill' }), whole, end('error')).status).toBe('unknown');
});

test('a request is cut when the replica had said that it takes it, or had begun to answer', () => {
  const cut = (reason: string, at: readonly [number, number] = [900, 1010]) =>
    judge(fault(stopped), whole, write({ at, on: 'b-1', status: null, reason }));
  for (const reason of [`${TAKEN}: socket hang up`, 'body: aborted'])
    expect(cut(reason)).toMatchObject({ violations: [{ anomaly: 'request-cut', culprits: ['b-1'] }] });
  expect(cut('response: socket hang up').status).toBe('valid');
  expect(cut(`${TAKEN}: socket hang up`, [2100, 2200]).status).toBe('valid');
});
