import { expect, test } from 'vitest';
import { historyEvent, type HistoryLine } from './event.ts';
import { HistoryDefect, pairEvents } from './pair.ts';

const me = { token: '#1', user: 'user-1', clientType: 'desktop' };
const answer = { user: 'user-1', clientType: 'desktop', tokenVersion: 1, sessionKey: '#2' };
const line = (tNs: number, process: number, rest: Partial<HistoryLine>) =>
  historyEvent.parse({
    tNs,
    process,
    type: 'invoke',
    f: 'me',
    value: me,
    stage: 's',
    route: 'balancer',
    ...rest,
  });

test('an invocation and its completion make one operation', () => {
  const events = [
    line(1, 7, {}),
    line(5, 7, { type: 'ok', value: answer, status: 200, replica: 'b-1', upstream: '10.0.0.1:80' }),
  ];
  expect(pairEvents(events)).toEqual([
    {
      index: 0,
      process: 7,
      f: 'me',
      key: '',
      stage: 's',
      route: 'balancer',
      input: me,
      invokedNs: 1,
      completedNs: 5,
      outcome: 'ok',
      output: answer,
      status: 200,
      code: null,
      replica: 'b-1',
      upstream: '10.0.0.1:80',
      reason: null,
      problems: [],
    },
  ]);
});

test('operations stand in the order of their invocations, whoever completes first', () => {
  const events = [
    line(1, 1, {}),
    line(2, 2, {}),
    line(3, 2, { type: 'ok', value: answer }),
    line(4, 1, { type: 'ok', value: answer }),
  ];
  expect(
    pairEvents(events).map(({ process, invokedNs, completedNs }) => [process, invokedNs, completedNs]),
  ).toEqual([
    [1, 1, 4],
    [2, 2, 3],
  ]);
});

test('an invocation that never completed may have happened', () => {
  const [op] = pairEvents([line(1, 1, {}), line(9, 2, {})]);
  expect(op).toMatchObject({ outcome: 'info', completedNs: 9, output: null, reason: 'never completed' });
});

test('a completion without an invocation is an observation, its stamps equal', () => {
  const seen = { user: 'user-1', connection: 'c', event: 'connected', id: null, payload: null };
  const [op] = pairEvents([line(4, 3, { type: 'ok', f: 'event', value: seen })]);
  expect(op).toMatchObject({
    f: 'event',
    input: seen,
    output: null,
    invokedNs: 4,
    completedNs: 4,
    outcome: 'ok',
  });
});

test('a process that invokes twice at once is no history', () => {
  expect(() => pairEvents([line(1, 1, {}), line(2, 1, {})])).toThrow(HistoryDefect);
});

test('an operation of another shape is no history', () => {
  expect(() => pairEvents([line(1, 1, { value: { token: 5 } })])).toThrow(/operation 0 \(me\): input/u);
  expect(() => pairEvents([line(1, 1, { f: 'dance' })])).toThrow(HistoryDefect);
});

test('no events make no operations', () => {
  expect(pairEvents([])).toEqual([]);
});

test('what was seen of a load is read back whole, and a class of answers that there is not is a defect', () => {
  const value = {
    load: 'steady',
    second: 3,
    operation: 'me',
    answer: '2xx',
    right: true,
    count: 1,
    latency: 'HISTFAAA',
    service: 'HISTFAAA',
  };
  const seen = (input: unknown) =>
    line(9, 0, { type: 'ok', f: 'load-latency', value: input, replica: 'b-2' });
  expect(pairEvents([seen(value)])).toMatchObject([{ f: 'load-latency', input: value, replica: 'b-2' }]);
  expect(() => pairEvents([seen({ ...value, answer: '6xx' })])).toThrow(HistoryDefect);
});
