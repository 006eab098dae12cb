import { expect, test } from 'vitest';
import type { RecordedEvent } from './event.ts';
import { FORMATS, type FormatName } from './formats.ts';

const read = (format: FormatName, ...lines: string[]): RecordedEvent[] => {
  const events: RecordedEvent[] = [];
  const reader = FORMATS[format]();
  for (const line of lines) reader(line, (event) => events.push(event));
  return events;
};
const event = (rest: Partial<RecordedEvent>): RecordedEvent => ({
  process: 0,
  type: 'invoke',
  f: 'read',
  key: '',
  value: null,
  tNs: null,
  replica: null,
  ...rest,
});

test('a JSON line is an event; what it does not say is nothing', () => {
  expect(read('ndjson', '{"process":0,"type":"invoke","f":"read"}', '')).toEqual([event({})]);
  const full = { tNs: 5, process: 3, type: 'ok', f: 'write', key: 'x', value: [1], replica: 'b-1' };
  expect(read('ndjson', JSON.stringify({ ...full, other: 1 }))).toEqual([full]);
  expect(read('ndjson', '{"process":"nemesis","type":"info","f":"kill","key":7,"time":9}')).toEqual([
    event({ process: 'nemesis', type: 'info', f: 'kill', key: '7', tNs: 9 }),
  ]);
});

test.for([
  ['not json', 'line 2 is not a map of names to values'],
  ['[1]', 'line 2 is not a map of names to values'],
  ['{"type":"ok","f":"read"}', 'line 2 has no process'],
  ['{"process":0.5,"type":"ok","f":"read"}', 'line 2 has no process'],
  ['{"process":0,"type":"begin","f":"read"}', 'line 2 has no type'],
  ['{"process":0,"type":"ok"}', 'line 2 has no f'],
  ['{"process":0,"type":"ok","f":"read","key":{}}', 'line 2 has a key that is no text'],
  ['{"process":0,"type":"ok","f":"read","tNs":"now"}', 'line 2 has a time that is no number'],
  ['{"process":0,"type":"ok","f":"read","tNs":1e999}', 'line 2 has a time that is no number'],
])('the line %s is told by its number and its fault', ([line = '', message = '']) => {
  expect(() => read('ndjson', '{"process":0,"type":"invoke","f":"read"}', line)).toThrow(message);
});

test('a line of Jepsen’s log is an event, by tabs or blanks; other lines are passed over', () => {
  const lines = [
    'INFO  jepsen.core - starting',
    'INFO  jepsen.util - 4\t:invoke\t:cas\t[0 3]',
    'INFO  jepsen.util - 4   :fail   :cas    [0 3]',
    'INFO  jepsen.util - 21\t:ok\t:read\tnil',
    'INFO  jepsen.util - 2\t:info\t:write\t:timed-out',
    'INFO  jepsen.util - :nemesis\t:info\t:start\t"cut \\"n1\\""',
    '',
  ];
  expect(read('jepsen-log', ...lines)).toEqual([
    event({ process: 4, f: 'cas', value: [0, 3] }),
    event({ process: 4, type: 'fail', f: 'cas', value: [0, 3] }),
    event({ process: 21, type: 'ok' }),
    event({ process: 2, type: 'info', f: 'write', value: 'timed-out' }),
    event({ process: 'nemesis', type: 'info', f: 'start', value: 'cut "n1"' }),
  ]);
});

test('EDN maps are events, one a line, many a line, over several lines, in a vector, tagged', () => {
  const one = '{:process 0, :type :invoke, :f :read, :value nil}';
  expect(read('edn', one, '', `[${one} ; {a comment}`, `${one}]`)).toHaveLength(3);
  expect(read('edn', `(${one} ${one})`)).toHaveLength(2);
  expect(read('edn', '#jepsen.history.Op{:process 0,', ' :type :invoke, :f :read', '}')).toEqual([event({})]);
  expect(read('edn', '{:process 1, :type :ok, :f :append, :key "0", :value "} \\" {", :time 12}')).toEqual([
    event({ process: 1, type: 'ok', f: 'append', key: '0', value: '} " {', tNs: 12 }),
  ]);
});

test('EDN values lose what JSON has no word for: keywords, big numbers, sets, characters, tags', () => {
  const line = '{:process :nemesis :type :info :f :x :value [:a 12N #{1} \\a #foo/bar [1.5M] {:k nil} sym]}';
  expect(read('edn', line)[0]?.value).toEqual(['a', 12, [1], 'a', [1.5], { k: null }, 'sym']);
});

test('Jepsen’s independent tuples are a key and a value', () => {
  const line = '{:process 0 :type :invoke :f :write :value #jepsen.independent.Tuple [3 [1 2]]}';
  expect(read('edn', line)).toEqual([event({ f: 'write', key: '3', value: [1, 2] })]);
});

test('EDN that is none is told by its line', () => {
  expect(() => read('edn', '{:process 0 :type}')).toThrow(/line 1 has no type/u);
  expect(() => read('edn', '', '{"process" ]}')).toThrow(/line 2 is not|line 2 has/u);
});
