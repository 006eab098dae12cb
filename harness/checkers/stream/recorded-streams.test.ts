import { expect, test } from 'vitest';
import { HistoryDefect } from '../../history/pair.ts';
import { streamModel } from './stream-model.ts';
import { close, event, judge, open, publish } from './test/recorded-log.ts';
import { anomalies, find, healthy, idOf, resumed, shown, violations, without } from './test/ten-records.ts';

test('an empty or missing Last-Event-ID asks for nothing', () => {
  const late = [5, 6, 7, 8, 9];
  for (const nothing of ['', null]) expect(anomalies(resumed(late, nothing))).toEqual([]);
  expect(anomalies(resumed([3, ...late], ''))).toEqual(['unexpected-replay']);
});

test('keys are independent: the same ids, payloads and names may recur', () => {
  const other = healthy.map((op) => ({ ...op, key: 'other' }));
  expect(judge([...healthy, ...other]).verdict).toEqual({ status: 'valid', examined: 40 });
  expect(violations([...healthy, ...without(other, find(other, 'r-1', 3))])).toMatchObject([
    { anomaly: 'lost' },
  ]);
  const message = violations([...other, { ...event('r-1', 2500, 'strange'), key: 'other' }])[0]?.message;
  expect(message).toMatch(/^The stream r-1 of other on r-1 showed strange/);
});

test('a stream that nobody saw opened is judged from its first event on', () => {
  const unopened = healthy.filter(({ f }) => f !== 'open');
  expect(judge(unopened).verdict.status).toBe('valid');
  expect(anomalies(without(unopened, find(healthy, 'r-1', 4)))).toEqual(['lost']);
  expect(anomalies(without(unopened, find(healthy, 'r-1', 0)))).toEqual([]);
  const failed = healthy.map((op) => (op.f === 'open' ? { ...op, outcome: 'fail' as const } : op));
  expect(judge(failed).verdict.status).toBe('valid');
});

test('a stream of which nobody knows whether it opened owes nothing until something arrives', () => {
  const maybe = open('maybe', [0, 10], {}, { outcome: 'info', replica: 'r-1' });
  expect(judge([...healthy, maybe]).summary).toBe('20 of 20 deliveries seen on 2 streams');
  const showing = [maybe, shown('maybe', 4), shown('maybe', 6)];
  expect(anomalies([...healthy, ...showing])).toEqual(['lost']);
  expect(anomalies([...healthy, ...showing, shown('maybe', 5)])).toEqual([]);
});

test('a name opened again is another stream from then on', () => {
  const again = [open('r-1', [5000, 5010], { lastEventId: idOf(9) }), close('r-1', 6000)];
  expect(judge([...healthy, ...again]).summary).toBe('20 of 20 deliveries seen on 3 streams');
  expect(anomalies([...healthy, ...again, event('r-1', 5020, 'p-9', idOf(9))])).toEqual(['duplicate']);
});

test('values may be objects or scalars, numbers or texts, in the output or the input', () => {
  const operations = [
    publish(1, [100, 110], { id: 7 }),
    { ...publish('', [120, 130], 8), input: { payload: '2' } },
    open('3', [0, 10]),
    { ...event('', 140, ''), input: null, output: { connection: 3, id: '7', payload: '1' } },
    { ...event('', 150, ''), output: { connection: '3', id: 8, payload: 2 }, input: { ignored: true } },
    { ...close('', 160), input: null, output: { connection: 3, by: 'client' } },
  ];
  expect(judge(operations).verdict).toEqual({ status: 'valid', examined: 2 });
});

test.each([
  ['a publish of an object', publish('', [0, 1], null, { input: {} }), 'operation 0 (publish)'],
  ['a publish of nothing', publish('', [0, 1], null, { input: null }), 'operation 0 (publish)'],
  ['a publish of NaN', publish(Number.NaN, [0, 1]), 'operation 0 (publish)'],
  ['a publish told a list', publish('a', [0, 1], [1]), 'operation 0 (publish)'],
  ['a publish told Infinity', publish('a', [0, 1], Infinity), 'operation 0 (publish)'],
  ['an opening of nothing', open('a', [0, 1], {}, { input: null }), 'operation 0 (open)'],
  ['an opening of a list', open('a', [0, 1], {}, { input: [] }), 'operation 0 (open)'],
  ['an opening without a name', open('a', [0, 1], { connection: null }), 'operation 0 (open)'],
  ['an opening after an object', open('a', [0, 1], { lastEventId: {} }), 'operation 0 (open)'],
  ['an opening on a list', open('a', [0, 1], { replica: [] }), 'operation 0 (open)'],
  [
    'an event without a payload',
    { ...event('a', 0, ''), input: { connection: 'a', id: 1 } },
    'operation 0 (event)',
  ],
  [
    'an event of a true id',
    { ...event('a', 0, 'a'), input: { connection: 'a', id: true, payload: 1 } },
    'operation 0 (event)',
  ],
  ['a closing of nobody', { ...close('a', 0), input: 'a' }, 'operation 0 (close)'],
  ['another word', { ...close('a', 0), f: 'constructor' }, '"constructor" is no operation of this model'],
])('%s is a defect that is named', (_, op, message) => {
  expect(() => judge([op])).toThrow(HistoryDefect);
  expect(() => judge([op])).toThrow(message);
});

test('what a nemesis does is passed over, and so are events and openings of which nothing is known', () => {
  const nemesis = { ...close('', 0), process: 'nemesis', f: 'kill', input: 'r-1' };
  const lost = { ...event('r-1', 5, ''), outcome: 'info' as const, input: null };
  expect(judge([...healthy, nemesis, lost]).verdict.status).toBe('valid');
});

test('events and closings are observations, which need no invocation', () => {
  expect(streamModel()).toMatchObject({ name: 'stream', observations: ['event', 'close'] });
});
