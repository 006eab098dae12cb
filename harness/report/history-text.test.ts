import { expect, test } from 'vitest';
import type { Evidence } from '../checkers/verdict.ts';
import { renderHistoryVerdict } from './history-text.ts';

const evidence: readonly Evidence[] = [
  { kind: 'matrix', title: 'Who', rowsLabel: '', columnsLabel: '', rows: [], columns: [], cells: [] },
  { kind: 'table', title: 'Losses', columns: ['element'], rows: [[7]] },
  {
    kind: 'chart',
    title: 'Lag',
    x: { label: 'Time', unit: 's', scale: 'linear' },
    y: { label: 'Lag', unit: 'ms', scale: 'linear' },
    series: [{ name: 'b-1\u001b[31m', style: 'line', points: [[0, 4] as const, [9, 2] as const] }],
  },
];

test('shows tables and says what a chart shows, beside a verdict that is not valid', () => {
  const judgement = {
    verdict: { status: 'unknown', reason: 'nothing was read' },
    summary: '',
    evidence,
  } as const;
  expect(renderHistoryVerdict({ path: 'a.log', model: 'set', judgement }, false)).toBe(
    [
      '? set   unknown   ',
      '  nothing was read',
      '',
      '  Losses',
      '    element',
      '    7',
      '',
      '  Lag',
      '    b-1: 2 values from 0 to 9 s, lowest 2 ms, highest 4 ms, last 2 ms.',
      'UNKNOWN · a.log · exit 2',
      '',
    ].join('\n'),
  );
});
