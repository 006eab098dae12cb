import { expect, test } from 'vitest';
import { HistoryDefect } from '../../history/pair.ts';
import type { RecordedOperation } from '../../history/recorded.ts';
import { oddReplicaModel } from './odd-replica-model.ts';
import { judged, op, statusOf, violationsIn } from '../auth/test/recorded.ts';

const model = oddReplicaModel();
const check = (mintedBy: string, replica: string | null, output: unknown, outcome: 'ok' | 'info' = 'ok') =>
  op('check', [0, 1], { input: { mintedBy }, replica, output, outcome });

/** `+` accepted, `-` refused, `~` both, `.` no answer: so many samples of each cell; a row for each minting replica. */
function matrix(rows: readonly string[], samples = 3): RecordedOperation[] {
  return rows.flatMap((row, i) =>
    row.split('').flatMap((mark, j) =>
      Array.from({ length: samples }, (_, n) => {
        const answer = mark === '+' || (mark === '~' && n > 0);
        return check(`b-${i + 1}`, `b-${j + 1}`, answer, mark === '.' ? 'info' : 'ok');
      }),
    ),
  );
}
const only = (...rows: string[]) => {
  const violations = violationsIn(model, matrix(rows));
  expect(violations).toHaveLength(1);
  return violations[0]!;
};

test('is valid when each replica accepts the tokens of each', () => {
  expect(judged(model, matrix(['++', '++']))).toMatchObject({
    verdict: { status: 'valid', examined: 12 },
    summary: 'every replica accepted every token, 12 checks',
    evidence: [{ kind: 'matrix', title: 'Who accepts whose tokens', rows: ['b-1', 'b-2'] }],
  });
});
test('names the replica with another secret by its symmetric block', () => {
  expect(only('+-+', '-+-', '+-+')).toEqual({
    anomaly: 'token-refused',
    message: 'live tokens were refused: b-1→b-2 3/3, b-2→b-1 3/3, b-2→b-3 3/3, b-3→b-2 3/3 (pattern: keys)',
    operations: [3],
    culprits: ['b-2'],
    cause: 'b-2 signs and verifies with another JWT_SECRET than the others',
  });
});
test('tells a row from a column', () => {
  expect(only('+++', '-+-', '+++')).toMatchObject({
    culprits: ['b-2'],
    cause: expect.stringContaining('clock'),
  });
  expect(only('++-', '++-', '+++')).toMatchObject({
    culprits: ['b-3'],
    cause: expect.stringContaining('clock'),
  });
  expect(only('++-', '++-', '++-').cause).toContain('refuses every token');
  expect(only('+++', '---', '+++').cause).toContain('itself included');
});
test('tells that every replica has a key of its own', () => {
  expect(only('+--', '-+-', '--+')).toMatchObject({
    culprits: ['b-1', 'b-2', 'b-3'],
    cause: 'every replica signs with a key of its own',
  });
});
test('names both groups of a tie, and the smaller one otherwise', () => {
  expect(only('++--', '++--', '--++', '--++').culprits).toEqual(['b-1', 'b-2', 'b-3', 'b-4']);
  expect(only('+-', '-+').culprits).toEqual(['b-1', 'b-2']);
  expect(only('+++--', '+++--', '+++--', '---++', '---++').culprits).toEqual(['b-4', 'b-5']);
});
test('names no more than the checker where refusals come and go', () => {
  expect(only('+~', '++')).toMatchObject({ culprits: ['b-2'], operations: [3] });
});
test('shows six cells, and how many more', () => {
  expect(only('+--', '-+-', '--+').message).not.toContain('more');
  expect(only('+---', '-+--', '--+-', '---+').message).toContain('b-2→b-4 3/3, and 6 more (pattern');
});
test('is unknown while cells have under three answers, and what these say refutes nothing', () => {
  const reason = '1 cell of the matrix have under 3 answers (b-1→b-2 2)';
  const thin = (mark: string) => [...matrix(['+.', '++']), ...matrix([`.${mark}`, '..'], 2)];
  expect(judged(model, thin('+')).verdict).toEqual({ status: 'unknown', reason });
  expect(judged(model, thin('-')).verdict).toEqual({ status: 'unknown', reason });
  expect(statusOf(model, [...thin('-'), check('b-1', 'b-2', false)])).toBe('invalid');
  expect(statusOf(oddReplicaModel({ minimumSamples: 2 }), thin('+'))).toBe('valid');
});
test('names the odd replica by the other cells when some were not tried', () => {
  expect(only('+-.', '-+-', '+-+').culprits).toEqual(['b-2']);
});
test('shows four thin cells', () => {
  const reasonOf = (...rows: string[]) => {
    const { verdict } = judged(model, matrix(rows));
    return verdict.status === 'unknown' ? verdict.reason : null;
  };
  expect(reasonOf('..', '..')).toBe(
    '4 cells of the matrix have under 3 answers (b-1→b-1 0, b-1→b-2 0, b-2→b-1 0, b-2→b-2 0)',
  );
  expect(reasonOf('...', '+++', '.++')).toContain(', b-3→b-1 0)');
  expect(reasonOf('...', '.++', '.++')).toContain('b-2→b-1 0, …)');
});
test('is unknown of an empty history, and of answers that nobody knows the replica of', () => {
  expect(judged(model, []).verdict).toEqual({ status: 'unknown', reason: 'no token was checked' });
  expect(statusOf(model, [check('b-1', null, true)])).toBe('unknown');
});
test('judges clusters apart', () => {
  const healthy = matrix(['++', '++']).map((one) => ({ ...one, key: 'blue' }));
  const split = matrix(['+-', '-+']).map((one) => ({ ...one, key: 'green' }));
  const violations = violationsIn(model, [...healthy, ...split]);
  expect(violations.map(({ message }) => message)).toEqual([
    'live tokens of "green" were refused: b-1→b-2 3/3, b-2→b-1 3/3 (pattern: keys)',
  ]);
  expect(violations[0]?.operations).toEqual([15]);
});
test('passes over a nemesis, and refuses what is no check', () => {
  expect(statusOf(model, [op('kill', [0, 1], { process: 'nemesis' })])).toBe('unknown');
  expect(() => judged(model, [op('read', [0, 1])])).toThrow(HistoryDefect);
  for (const input of [null, 'b-1', {}, { mintedBy: 1 }])
    expect(() => judged(model, [op('check', [0, 1], { input, output: true, replica: 'b-1' })])).toThrow(
      'operation 0 (check): its value must be {mintedBy}',
    );
  expect(() => judged(model, [check('b-1', 'b-1', 1)])).toThrow('true or false');
});
test('refuses more than a hundred replicas', () => {
  const many = Array.from({ length: 100 }, (_, i) => check(`b-${i}`, `b-${i}`, true));
  expect(statusOf(model, many)).toBe('unknown');
  expect(() => judged(model, [...many, check('b-0', 'c', true)])).toThrow('no more than 100 replicas');
  expect(() => judged(model, [...many, check('c', null, null, 'info')])).toThrow('no more than 100 replicas');
});
