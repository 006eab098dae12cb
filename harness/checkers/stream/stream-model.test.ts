import { expect, test } from 'vitest';
import { close, event, judge, open, publish } from './test/recorded-log.ts';
import {
  anomalies,
  find,
  healthy,
  idOf,
  indexIn,
  isLike,
  published,
  replaced,
  REPLICAS,
  REST,
  resumed,
  violations,
  without,
} from './test/ten-records.ts';

test('events that reach every stream in order are valid', () => {
  const { verdict, summary, evidence } = judge(healthy);
  expect(verdict).toEqual({ status: 'valid', examined: 20 });
  expect(summary).toBe('20 of 20 deliveries seen on 2 streams');
  expect(evidence).toMatchObject([
    {
      title: 'Events delivered of those due',
      rows: REPLICAS,
      cells: [
        [{ text: '5/5' }, { text: '5/5' }],
        [{ text: '5/5' }, { text: '5/5' }],
      ],
    },
  ]);
});

test('one event lost inside a stream is lost, and names the stream and its publish', () => {
  const lost = without(healthy, find(healthy, 'r-2', 4));
  expect(violations(lost)).toMatchObject([
    {
      anomaly: 'lost',
      message: expect.stringContaining(
        'such as p-4, published on r-1 and never shown by the open stream r-2 on r-2',
      ),
      operations: [
        indexIn(
          lost,
          lost.find(({ f, replica }) => f === 'open' && replica === 'r-2')!,
        ),
        indexIn(lost, published[4]!),
      ],
      culprits: ['r-1', 'r-2'],
    },
  ]);
});

test('a stream resumed on another replica shows what follows its Last-Event-ID', () => {
  expect(judge(resumed(REST)).verdict).toEqual({ status: 'valid', examined: 30 });
});

test('an event lost across a resume is a resume gap on the replica that resumed', () => {
  const gap = resumed([4, 5, 6, 7, 8, 9]);
  expect(violations(gap)).toMatchObject([
    {
      anomaly: 'resume-gap',
      message: expect.stringContaining(`resumed after id ${idOf(2)} and never showed p-3`),
      operations: [
        indexIn(
          gap,
          gap.find(({ input }) => isLike(input as object, { connection: 'again' }))!,
        ),
        indexIn(gap, published[3]!),
      ],
      culprits: ['r-2'],
    },
  ]);
});

test('an event up to the Last-Event-ID that is shown again is a duplicate', () => {
  const again = resumed([2, ...REST]);
  expect(violations(again)).toMatchObject([{ anomaly: 'duplicate', culprits: ['r-2'] }]);
  expect(anomalies(resumed([1, 2, ...REST]))).toEqual(['duplicate']);
});

test('an event twice on one stream is a duplicate', () => {
  const twice = event('r-2', 2500, 'p-3', idOf(3));
  const operations = [...healthy, twice];
  expect(violations(operations)).toMatchObject([
    {
      anomaly: 'duplicate',
      operations: [indexIn(operations, find(operations, 'r-2', 3)), indexIn(operations, twice)],
      culprits: ['r-2'],
    },
  ]);
});

test('two events in the wrong order are reordered', () => {
  const [four, five] = [find(healthy, 'r-1', 4), find(healthy, 'r-1', 5)];
  const operations = [
    ...without(healthy, four, five),
    event('r-1', 1550, 'p-5', idOf(5)),
    event('r-1', 1551, 'p-4', idOf(4)),
  ];
  expect(violations(operations)).toMatchObject([
    {
      anomaly: 'reordered',
      message: `The stream r-1 on r-1 showed p-5 (id ${idOf(5)}) before p-4 (id ${idOf(4)}) (1 events out of order).`,
      culprits: ['r-1'],
    },
  ]);
});

test('an altered payload is named by the event whose id it bears', () => {
  const arrival = find(healthy, 'r-1', 6);
  const operations = replaced(arrival, { payload: 'p-6?' });
  expect(violations(operations)).toMatchObject([
    {
      anomaly: 'altered',
      message:
        'The stream r-1 on r-1 showed p-6 with other data than was published (1 arrivals of 1 events).',
      culprits: ['r-1'],
    },
  ]);
});

test('an id of two payloads, given by two replicas, is a collision of their counters', () => {
  const pair = REPLICAS.map((replica, at) => publish(`x-${at}`, [4000, 4010], 7, { replica }));
  expect(violations([...healthy, ...pair])).toMatchObject([
    {
      anomaly: 'id-space-collision',
      message: expect.stringContaining('Id 7 names x-0 on r-1 and x-1 on r-2'),
      culprits: REPLICAS,
      cause: 'event ids come from a counter in each process',
    },
  ]);
});

test('an event of another id on each stream is a mismatch', () => {
  expect(anomalies(replaced(find(healthy, 'r-2', 9), { id: '1700-99' }))).toEqual(['id-mismatch']);
});

test('an event shown before its publish began is a phantom, one shown when it began is not', () => {
  const early = (atNs: number) => [
    publish('e', [100, 110], '1-1'),
    open('s', [0, 10]),
    event('s', atNs, 'e', '1-1'),
  ];
  expect(anomalies(early(100))).toEqual([]);
  expect(violations(early(99))).toMatchObject([
    {
      anomaly: 'phantom',
      message:
        'The stream s on an unnamed replica showed e before anyone began to publish it (1 such events).',
      operations: [1, 2],
      culprits: [],
    },
  ]);
});

test('an event that nobody published, or whose publish failed, is a phantom', () => {
  const strange = event('r-1', 2500, 'strange', 'x');
  expect(violations([...healthy, strange])).toMatchObject([
    {
      anomaly: 'phantom',
      message: 'The stream r-1 on r-1 showed strange that nobody published (1 such events).',
      operations: [indexIn([...healthy, strange], strange)],
      culprits: ['r-1'],
    },
  ]);
  const failed = publish('strange', [100, 110], null, { outcome: 'fail' });
  expect(anomalies([...healthy, failed, strange])).toEqual(['phantom']);
});

test('an event of another key is a phantom that names its owner', () => {
  const foreign = publish('theirs', [100, 110], 'x', { key: 'them' });
  expect(violations([...healthy, foreign, event('r-1', 2500, 'theirs')])).toMatchObject([
    { anomaly: 'phantom', message: expect.stringContaining('showed theirs, published to them,') },
  ]);
});

/** Two seconds and a little. */
const GRACE_NS = 2e9;

test('events that had not arrived when their stream was closed leave it unknown, and none that were published just then', () => {
  const tail = (closeNs: number) => [
    publish('first', [100, 110], 1),
    publish('last', [200, 210], 2),
    open('s', [0, 10]),
    event('s', 120, 'first', 1),
    close('s', closeNs),
  ];
  expect(judge(tail(210 + GRACE_NS)).verdict).toEqual({ status: 'valid', examined: 1 });
  expect(judge(tail(211 + GRACE_NS)).verdict).toEqual({
    status: 'unknown',
    reason:
      '1 events had not arrived when their streams were closed, such as last on s, and nothing later arrived to show that they are lost',
  });
  const neverClosed = tail(0).filter(({ f }) => f !== 'close');
  const lateWord = publish('x', [300, 211 + GRACE_NS], null, { outcome: 'info' });
  expect(judge(neverClosed).verdict.status).toBe('valid');
  expect(judge([...neverClosed, lateWord]).verdict.status).toBe('unknown');
});

test('a last event that arrives shows that those before it are lost', () => {
  const operations = [
    publish('first', [100, 110]),
    publish('last', [200, 210]),
    open('s', [0, 10]),
    event('s', 220, 'last'),
  ];
  expect(violations(operations)).toMatchObject([{ anomaly: 'lost', operations: [0, 1] }]);
});

test('an event without an answer may be absent everywhere, and be shown late; shown once, it is due elsewhere', () => {
  const unanswered = publish('maybe', [1205, 1215], null, { outcome: 'info', replica: 'r-1' });
  expect(anomalies([...healthy, unanswered])).toEqual([]);
  const onOne = event('r-1', 2500, 'maybe', '1700-99');
  expect(anomalies([...healthy, unanswered, onOne])).toEqual([]);
  // The fourth event was published after it was shown.
  expect(anomalies([...healthy, unanswered, event('r-1', 1225, 'maybe')])).toEqual(['lost']);
  const ordered = [
    publish('a', [100, 110], 1),
    publish('maybe', [120, 130], null, { outcome: 'info' }),
    publish('b', [140, 150], 3),
    ...REPLICAS.map((name) => open(name, [0, 10])),
    ...REPLICAS.flatMap((name) => [event(name, 160, 'a', 1), event(name, 162, 'b', 3)]),
  ];
  expect(anomalies([...ordered, event('r-1', 161, 'maybe', 2)])).toEqual(['lost']);
  expect(anomalies([...ordered, event('r-1', 163, 'maybe', 4)])).toEqual([]);
});

test('a payload published twice may be shown once or twice and has no one place', () => {
  const twice = [
    publish('b', [100, 110], null, { outcome: 'info' }),
    publish('a', [120, 130]),
    publish('b', [140, 150]),
    open('s', [0, 10]),
  ];
  const showing = (...payloads: readonly string[]) => [
    ...twice,
    ...payloads.map((payload, at) => event('s', 160 + at, payload)),
  ];
  expect(anomalies(showing('b', 'a', 'b'))).toEqual([]);
  expect(anomalies(showing('a', 'b'))).toEqual([]);
  expect(
    anomalies([...showing('b', 'a', 'b'), open('t', [0, 10]), event('t', 170, 'a'), event('t', 171, 'b')]),
  ).toEqual([]);
  expect(anomalies(showing('b', 'b', 'a', 'b'))).toEqual(['duplicate']);
});

test('nothing shown, nothing published and nothing at all is unknown', () => {
  const reason = 'no event was shown that was published while its stream was open';
  for (const operations of [[], published, [open('s', [0, 10])]])
    expect(judge(operations)).toMatchObject({ verdict: { status: 'unknown', reason }, evidence: [] });
});

test('ids that do not all order are no order: events are held to the order of their publishes', () => {
  const mixed = (ids: readonly (string | null)[], order: readonly number[]) => [
    ...ids.map((id, at) => publish(`p-${at}`, [100, 200], id)),
    open('s', [0, 10]),
    ...order
      .map((at) => event('s', 300 + at, `p-${at}`, ids[at]))
      .map((op, at) => ({ ...op, invokedNs: 300 + at, completedNs: 300 + at })),
  ];
  expect(anomalies(mixed(['1', '2', '3'], [0, 2, 1]))).toEqual(['reordered']);
  expect(anomalies(mixed(['1-1', '1-2', '1-3'], [0, 2, 1]))).toEqual(['reordered']);
  expect(anomalies(mixed([null, '2', '3'], [0, 2, 1]))).toEqual([]);
  expect(anomalies(mixed(['a', 'b', 'c'], [0, 2, 1]))).toEqual([]);
  expect(anomalies(mixed(['1', '1-2', '1-3'], [0, 2, 1]))).toEqual([]);
});

test('more replicas than a matrix can show leave it out', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, at) => publish(at, [100, 110], at, { replica: `r-${at}` }));
  const show = (count: number) => [
    ...many(count),
    open('s', [0, 10]),
    ...Array.from({ length: count }, (_, at) => event('s', 200 + at, at, at)),
  ];
  expect(judge(show(20)).evidence).toHaveLength(1);
  expect(judge(show(21)).evidence).toEqual([]);
});
