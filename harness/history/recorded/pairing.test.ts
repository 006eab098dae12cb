import { expect, test } from 'vitest';
import type { RecordedOperation } from '../recorded.ts';
import type { RecordedEvent } from './event.ts';
import { Pairing } from './pairing.ts';

type Line = Partial<RecordedEvent> & Pick<RecordedEvent, 'type'>;

const operationsOf = (lines: readonly Line[], observations: readonly string[] = []): RecordedOperation[] => {
  const pairing = new Pairing(observations);
  const given = lines.flatMap(
    (line) =>
      pairing.take({ process: 1, f: 'read', key: '', value: null, tNs: null, replica: null, ...line }) ?? [],
  );
  return [...given, ...pairing.rest()];
};

test('an invocation and its completion are one operation, which takes its stamps from both', () => {
  const lines: Line[] = [
    { type: 'invoke', f: 'write', key: 'x', value: 5, tNs: 10 },
    { type: 'ok', f: 'write', value: 6, tNs: 12, replica: 'b-2' },
  ];
  expect(operationsOf(lines)).toEqual([
    {
      index: 0,
      process: 1,
      f: 'write',
      key: 'x',
      input: 5,
      output: 6,
      invokedNs: 10,
      completedNs: 12,
      outcome: 'ok',
      replica: 'b-2',
    },
  ]);
});

test('operations are numbered by their invocations and given by their completions', () => {
  const lines: Line[] = [
    { type: 'invoke', process: 1 },
    { type: 'invoke', process: 2 },
    { type: 'ok', process: 2 },
    { type: 'fail', process: 1 },
  ];
  expect(operationsOf(lines)).toMatchObject([
    { index: 1, process: 2, outcome: 'ok', invokedNs: 2, completedNs: 3 },
    { index: 0, process: 1, outcome: 'fail', invokedNs: 1, completedNs: 4 },
  ]);
});

test('what never completed may have happened', () => {
  const lines: Line[] = [
    { type: 'invoke', value: 7, tNs: 1 },
    { type: 'invoke', process: 'nemesis', f: 'kill', tNs: 9 },
  ];
  expect(operationsOf(lines)).toMatchObject([
    { index: 0, input: 7, output: null, outcome: 'info', completedNs: 9 },
    { index: 1, outcome: 'info' },
  ]);
});

test('a nemesis, and what the model calls an observation, needs no invocation', () => {
  const lines: Line[] = [
    { type: 'info', process: 'nemesis', f: 'kill', tNs: 3 },
    { type: 'ok', f: 'event', value: 'e', tNs: 4 },
  ];
  expect(operationsOf(lines, ['event'])).toMatchObject([
    { index: 0, process: 'nemesis', outcome: 'info', invokedNs: 3, completedNs: 3 },
    { index: 1, input: 'e', output: 'e', outcome: 'ok', invokedNs: 4, completedNs: 4 },
  ]);
});

test('a process may go on after an operation in doubt', () => {
  const lines: Line[] = [{ type: 'invoke' }, { type: 'info' }, { type: 'invoke' }, { type: 'ok' }];
  expect(operationsOf(lines).map(({ outcome }) => outcome)).toEqual(['info', 'ok']);
});

test.for<[string, readonly Line[]]>([
  [
    'event 2: process 1 invoked write during its own read',
    [{ type: 'invoke' }, { type: 'invoke', f: 'write' }],
  ],
  ['event 1: process 1 ended read, which it never invoked', [{ type: 'ok' }]],
  [
    'event 2: process 1 ended write, which it never invoked',
    [{ type: 'invoke' }, { type: 'ok', f: 'write' }],
  ],
  [
    'event 2: process 1 ended read before it began',
    [
      { type: 'invoke', tNs: 5 },
      { type: 'ok', tNs: 4 },
    ],
  ],
  ['event 2: process 1 has no time', [{ type: 'invoke', tNs: 5 }, { type: 'ok' }]],
  ['event 2: process 1 has no time', [{ type: 'invoke' }, { type: 'ok', tNs: 5 }]],
])('%s is no history', ([message, lines]) => {
  expect(() => operationsOf(lines)).toThrow(message);
});

test('an operation may end at the instant at which it began', () => {
  expect(
    operationsOf([
      { type: 'invoke', tNs: 5 },
      { type: 'ok', tNs: 5 },
    ]),
  ).toHaveLength(1);
});
