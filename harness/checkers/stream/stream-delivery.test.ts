import { expect, test } from 'vitest';
import type { AnyOperation } from '../../history/operation.ts';
import { streamDelivery } from './stream-delivery.ts';
import {
  connected,
  ended,
  event,
  heartbeat,
  historyOf,
  open,
  publish,
  stageOf,
} from './test/stream-history.ts';
import { idOf, REPLICAS, tenEvents } from './test/ten-events.ts';

const { judge } = streamDelivery();
const violations = (operations: readonly AnyOperation[]) => {
  const { verdict } = judge(historyOf(operations));
  return verdict.status === 'invalid' ? verdict.violations : [];
};
const anomalies = (operations: readonly AnyOperation[]): string[] =>
  violations(operations).map(({ anomaly }) => anomaly);

test('ten events on streams of both replicas, from both, are delivered', () => {
  const { verdict, evidence, summary } = judge(historyOf(tenEvents(() => true)));
  expect(verdict).toEqual({ status: 'valid', examined: 20 });
  expect(summary).toBe('20 of 20 deliveries seen on 2 streams');
  expect(evidence[0]).toMatchObject({
    rows: REPLICAS,
    cells: [
      [{ text: '5/5' }, { text: '5/5' }],
      [{ text: '5/5' }, { text: '5/5' }],
    ],
  });
});

test('events that reach only the streams of their own replica are lost, always across replicas', () => {
  expect(violations(tenEvents((from, to) => from === to))).toMatchObject([
    {
      anomaly: 'lost',
      message: expect.stringMatching(
        /^lost: 9 of 19 deliveries, always across replicas; such as p-1, published on b-2/,
      ),
      culprits: REPLICAS,
      cause: 'events only reach streams of the replica that published them',
    },
  ]);
});

test('the one replica that shares nothing is named alone', () => {
  const names = ['b-1', 'b-2', 'b-3'];
  const stage = stageOf({ replicas: names.map((name) => ({ name, upstream: null, direct: true })) });
  const operations = names.flatMap((to) => [
    open(0, `s-${to}`, to),
    connected(50, `s-${to}`),
    ...Array.from({ length: 12 }, (_, at) => at)
      .filter((at) => (names[at % 3] === 'b-3') === (to === 'b-3'))
      .map((at) => event(1020 + 100 * at, `s-${to}`, `p-${at}`, { id: idOf(at) })),
  ]);
  const published = Array.from({ length: 12 }, (_, at) =>
    publish(1000 + 100 * at, `p-${at}`, names[at % 3], { id: idOf(at) }),
  );
  expect(judge(historyOf([...published, ...operations], stage)).verdict).toMatchObject({
    violations: [{ anomaly: 'lost', culprits: ['b-3'] }],
  });
});

test('a stream that heart-beats on and shows nothing more is deaf', () => {
  const deaf = tenEvents((_, to, at) => to === 'b-1' || at < 3).filter(({ f }) => f !== 'stream-end');
  expect(violations([...deaf, heartbeat(9000, 's-b-2')])).toMatchObject([
    { anomaly: 'lost', culprits: ['b-2'], cause: expect.stringContaining('no longer registered') },
  ]);
});

test('a stream that was held open in silence leaves it unknown whether events are lost', () => {
  const silent = tenEvents((_, to, at) => to === 'b-1' || at < 7).filter(({ f }) => f !== 'stream-end');
  const { verdict } = judge(historyOf([...silent, ended(9000, 's-b-2')]));
  expect(verdict).toMatchObject({
    status: 'unknown',
    reason: expect.stringContaining('3 events had not arrived'),
  });
});

test('an event that the stream was closed on too soon is owed by nobody', () => {
  const operations = [...tenEvents(() => true), publish(2995, 'late', 'b-1', { id: idOf(99) })];
  expect(judge(historyOf(operations)).verdict.status).toBe('valid');
});

test('an id passed over while two were published at once is lost to an id taken too early', () => {
  const concurrent = [
    publish(1000, 'a', 'b-1', { id: '1-1', tookMs: 50 }),
    publish(1010, 'b', 'b-2', { id: '1-2', tookMs: 50 }),
  ];
  const streams = REPLICAS.flatMap((replica) => [
    open(0, `s-${replica}`, replica),
    connected(20, `s-${replica}`),
    event(1100, `s-${replica}`, 'b', { id: '1-2' }),
    event(1500, `s-${replica}`, 'c', { id: '1-3' }),
  ]);
  expect(violations([...concurrent, publish(1400, 'c', 'b-1', { id: '1-3' }), ...streams])).toMatchObject([
    { anomaly: 'lost', cause: expect.stringContaining('before its event is visible') },
  ]);
});

test('events published while the stream was opening may be missing', () => {
  const early = publish(20, 'early', 'b-2', { id: '1-1' });
  expect(judge(historyOf([early, ...tenEvents(() => true)])).verdict.status).toBe('valid');
});

test('an event whose publish had no answer may be shown or not', () => {
  const unanswered = (payload: string, atMs: number) => publish(atMs, payload, null, { status: null });
  const shown = event(1515, 's-b-1', 'shown', { id: '1700-4-0' });
  const operations = [...tenEvents(() => true), unanswered('shown', 1505), unanswered('absent', 1505), shown];
  expect(judge(historyOf(operations)).verdict.status).toBe('valid');
});

test('an event whose publish had no answer may become visible long after', () => {
  const unanswered = publish(1005, 'late', null, { status: null });
  const shown = event(1999, 's-b-1', 'late', { id: '1700-99' });
  expect(judge(historyOf([...tenEvents(() => true), unanswered, shown])).verdict.status).toBe('valid');
});

test('an event that was refused, or nobody published, is a phantom', () => {
  const refused = publish(1500, 'refused', 'b-1', { status: 401 });
  expect(
    anomalies([...tenEvents(() => true), refused, event(1990, 's-b-1', 'refused', { id: '1700-99' })]),
  ).toEqual(['phantom']);
  expect(anomalies([...tenEvents(() => true), event(1990, 's-b-1', null, { id: '1700-99' })])).toEqual([
    'phantom',
  ]);
});

test('an event that bears a published id and other data is altered, and not lost', () => {
  const intact = tenEvents(() => true);
  const altered = intact.map((op) =>
    op.f === 'event' && op.input.payload === 'p-5'
      ? { ...op, input: { ...op.input, payload: '#0123456789ab' } }
      : op,
  );
  expect(altered).not.toEqual(intact);
  expect(anomalies(altered)).toEqual(['altered']);
});

test('an event of another user is a phantom that names the owner', () => {
  const foreign = publish(1500, 'foreign', 'b-1', { user: 'user-2', id: '9-9' });
  expect(
    violations([...tenEvents(() => true), foreign, event(1990, 's-b-1', 'foreign', { id: '9-9' })]),
  ).toMatchObject([{ anomaly: 'phantom', cause: 'events are not kept apart by user' }]);
});

test('one id for two events of two replicas comes from a counter in each process', () => {
  expect(
    violations(
      tenEvents(
        () => true,
        (at) => String(Math.floor(at / 2)),
      ),
    ),
  ).toMatchObject([
    {
      anomaly: 'id-space-collision',
      message:
        'Id 0 names p-0 on b-1 and p-1 on b-2 (5 ids name more than one event), so a resume by id skips or repeats events.',
      culprits: REPLICAS,
      cause: 'event ids come from a counter in each process',
    },
  ]);
});

test('an event that arrives under another id than its publisher was told is a mismatch', () => {
  const operations = tenEvents(() => true).map((op) =>
    op.f === 'event' && op.input.payload === 'p-4' ? { ...op, input: { ...op.input, id: '1700-4444' } } : op,
  );
  expect(anomalies(operations)).toEqual(['id-mismatch']);
});

test('two events in the wrong order are reordered', () => {
  const operations = tenEvents(() => true).map((op) => swapped(op, 'p-4', 'p-5'));
  expect(anomalies(operations)).toEqual(['reordered']);
});

test('without ids, two streams that disagree on the order of concurrent events are reordered', () => {
  const pair = ['a', 'b'].map((payload) => publish(1000, payload, 'b-1'));
  const stream = (name: string, order: readonly string[]) => [
    open(0, name, name),
    connected(20, name),
    ...order.map((payload, at) => event(1100 + at, name, payload)),
  ];
  expect(anomalies([...pair, ...stream('b-1', ['a', 'b']), ...stream('b-2', ['a', 'b'])])).toEqual([]);
  expect(anomalies([...pair, ...stream('b-1', ['a', 'b']), ...stream('b-2', ['b', 'a'])])).toEqual([
    'reordered',
  ]);
});

test('an event shown twice on one stream is a duplicate', () => {
  expect(anomalies([...tenEvents(() => true), event(1999, 's-b-2', 'p-9', { id: idOf(9) })])).toEqual([
    'duplicate',
  ]);
});

const resumed = (replica: string, from: number, shown: readonly number[]): AnyOperation[] => [
  open(4000, 'again', replica, { lastEventId: idOf(from) }),
  connected(4020, 'again'),
  ...shown.map((at) => event(4030 + at, 'again', at === 10 ? 'last' : `p-${at}`, { id: idOf(at) })),
  publish(4025, 'last', 'b-1', { id: idOf(10) }),
];

test('a stream resumed after the seventh event shows what follows it', () => {
  expect(
    judge(historyOf([...tenEvents(() => true), ...resumed('b-2', 6, [7, 8, 9, 10])])).verdict.status,
  ).toBe('valid');
});

test('a resume that replays nothing ignores the Last-Event-ID', () => {
  expect(violations([...tenEvents(() => true), ...resumed('b-2', 6, [10])])).toMatchObject([
    { anomaly: 'resume-gap', culprits: ['b-2'], cause: expect.stringContaining('ignored') },
  ]);
});

test('a resume that replays the events of its own replica only has its buffer in process memory', () => {
  expect(violations([...tenEvents(() => true), ...resumed('b-2', 6, [7, 9, 10])])).toMatchObject([
    { anomaly: 'resume-gap', cause: expect.stringContaining('process memory') },
  ]);
});

test('a resume that replays from the start repeats what was seen', () => {
  expect(
    violations([...tenEvents(() => true), ...resumed('b-2', 6, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]),
  ).toMatchObject([{ anomaly: 'duplicate', cause: expect.stringContaining('from the start') }]);
});

test('a resume after an id that nobody knows may replay all', () => {
  const unknown = resumed('b-2', 6, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]).map((op) =>
    op.f === 'stream' ? { ...op, input: { ...op.input, lastEventId: '1-1' } } : op,
  );
  expect(violations([...tenEvents(() => true), ...unknown])).toEqual([]);
});

test('a stream opened afresh that shows an old event replays unasked', () => {
  const fresh = [
    open(4000, 'fresh', 'b-1'),
    connected(4020, 'fresh'),
    event(4030, 'fresh', 'p-3', { id: idOf(3) }),
  ];
  expect(anomalies([...tenEvents(() => true), ...fresh])).toEqual(['unexpected-replay']);
});

test('a resume on the replica that had shown the last event proves nothing of the others', () => {
  const operations = tenEvents((_, to, at) => to === 'b-2' || at !== 9);
  const onlyThere = resumed('b-2', 9, [10]);
  expect(judge(historyOf([...operations, ...onlyThere])).verdict).toMatchObject({
    status: 'unknown',
    reason: expect.stringContaining('resumed on another replica'),
  });
});

test('a name opened again is another stream from then on', () => {
  const again = [open(4000, 's-b-1', 'b-2', { lastEventId: idOf(9) }), connected(4020, 's-b-1')];
  expect(judge(historyOf([...tenEvents(() => true), ...again])).verdict.status).toBe('valid');
});

test('unknown when a pair of replicas was not seen, or nothing was published, opened or recorded', () => {
  const reason = (operations: readonly AnyOperation[]) => judge(historyOf(operations)).verdict.status;
  expect(
    reason(tenEvents((from) => from === 'b-1').filter((op) => op.f !== 'publish' || op.replica === 'b-1')),
  ).toBe('unknown');
  expect(reason(tenEvents(() => true).filter(({ f }) => f === 'publish'))).toBe('unknown');
  expect(reason([open(0, 's', 'b-1')])).toBe('unknown');
  expect(reason([])).toBe('unknown');
  expect(judge({ operations: tenEvents(() => true), stages: [] }).verdict.status).toBe('unknown');
});

test('missing openings, unnamed replicas and missing answers are judged without an error', () => {
  const damaged = tenEvents(() => true)
    .filter(({ f }) => f !== 'stream')
    .map((op) => ({ ...op, replica: null, route: 'balancer', output: null, status: null }));
  expect(judge(historyOf(damaged)).verdict.status).toBe('unknown');
  expect(anomalies(tenEvents(() => true).filter(({ f }) => f !== 'stream'))).toEqual([]);
});

function swapped(op: AnyOperation, one: string, other: string): AnyOperation {
  if (op.f !== 'event' || op.input.connection !== 's-b-1') return op;
  const at = { [one]: other, [other]: one }[op.input.payload ?? ''];
  return at === undefined
    ? op
    : { ...op, input: { ...op.input, payload: at, id: idOf(Number(at.slice(2))) } };
}
