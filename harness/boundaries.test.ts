import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;

/** A folder imports from itself and from the rows above it, types included. */
const ROWS: readonly (readonly string[])[] = [
  ['harness/errors.ts', 'harness/time', 'harness/history'],
  ['harness/checkers', 'harness/load', 'harness/feed', 'harness/metrics'],
  ['harness/target'],
  ['harness/cluster'],
  ['harness/nemesis'],
  ['harness/scenario'],
  ['harness/run', 'harness/report'],
  ['harness/cli', 'harness/index.ts', 'harness/bin.ts'],
];
/** `history` may use `time`, and what judges a load may use its statistics. */
const WITHIN_A_ROW: readonly (readonly [string, string])[] = [
  ['harness/history', 'harness/time'],
  ['harness/checkers', 'harness/load'],
  ['harness/checkers', 'harness/feed'],
];

interface Import {
  readonly from: string;
  readonly to: string;
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const found = source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/gu);
  return [...found].map(([, specifier = '']) => ({
    from: file,
    to: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
  }));
}

const files = globSync('{harness,scenarios,compose}/**/*.ts', { cwd: ROOT });
const imports = files.filter((file) => !/\.test\.ts$|\/test\/|\/bench\//u.test(file)).flatMap(importsOf);
const partOf = (path: string): string =>
  ROWS.flat().find((part) => path === part || path.startsWith(`${part}/`)) ?? path;
const rowOf = (path: string): number => ROWS.findIndex((row) => row.includes(partOf(path)));

test('files are found, so that the rules below examine something', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(imports.length).toBeGreaterThan(100);
});

test('a folder of the harness imports only from itself and from the rows above it', () => {
  const wrong = imports.filter(({ from, to }) => {
    if (!from.startsWith('harness/') || !to.startsWith('harness/') || from === 'harness/bin.ts') return false;
    if (partOf(from) === partOf(to)) return false;
    if (WITHIN_A_ROW.some(([lower, upper]) => partOf(from) === lower && partOf(to) === upper)) return false;
    return rowOf(to) >= rowOf(from);
  });
  expect(wrong).toEqual([]);
});

test('every file of the harness stands in a row', () => {
  expect(
    files.filter(
      (file) =>
        file.startsWith('harness/') && !/\.test\.ts$|\/test\/|\/bench\//u.test(file) && rowOf(file) < 0,
    ),
  ).toEqual([]);
});

test('no folder of the checkers uses itself by way of another', () => {
  const between = imports.filter(({ from, to }) => {
    const isOfCheckers = [from, to].every((path) => path.startsWith('harness/checkers/'));
    return isOfCheckers && dirname(from) !== dirname(to);
  });
  const uses = Map.groupBy(between, ({ from }) => dirname(from));
  const reach = (folder: string, reached = new Set<string>()): ReadonlySet<string> => {
    for (const next of (uses.get(folder) ?? []).map(({ to }) => dirname(to))) {
      if (reached.has(next)) continue;
      reached.add(next);
      reach(next, reached);
    }
    return reached;
  };
  expect(uses.size).toBeGreaterThan(10);
  expect([...uses.keys()].filter((folder) => reach(folder).has(folder))).toEqual([]);
});

test('a scenario imports #harness and nothing else', () => {
  expect(imports.filter(({ from, to }) => from.startsWith('scenarios/') && to !== '#harness')).toEqual([]);
});

test('only bin.ts knows both the harness and the scenarios', () => {
  const knowing = imports.filter(
    ({ from, to }) => from.startsWith('harness/') && to.startsWith('scenarios/'),
  );
  expect([...new Set(knowing.map(({ from }) => from))]).toEqual(['harness/bin.ts']);
});

test('the reference backend imports nothing of ours', () => {
  const foreign = imports.filter(
    ({ from, to }) => from.startsWith('compose/') && (to.startsWith('harness/') || to.startsWith('#')),
  );
  expect(foreign).toEqual([]);
});

test('time and chance come from where they are made', () => {
  const makers = ['harness/time/', 'harness/cluster/', 'harness/run/', 'harness/cli/', 'harness/target/'];
  const wrong = files.filter((file) => {
    if (
      !file.startsWith('harness/') ||
      /\.test\.ts$|\/test\/|\/bench\//u.test(file) ||
      makers.some((maker) => file.startsWith(maker))
    )
      return false;
    return /Date\.now|performance\.now|Math\.random|new Date\(\)/u.test(
      readFileSync(join(ROOT, file), 'utf8'),
    );
  });
  expect(wrong).toEqual([]);
});

test('nothing below the command line reads the environment', () => {
  const wrong = files.filter(
    (file) =>
      /^harness\/(?!cli\/|bin\.ts)/u.test(file) &&
      !/\.test\.ts$|\/test\/|\/bench\//u.test(file) &&
      /process\.(env|argv)\b/u.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  // Programs of their own, which read nothing but what they are started with.
  const programs = ['harness/cluster/link/link-program.ts', 'harness/cluster/session/watchdog.ts'];
  expect(wrong.toSorted()).toEqual(programs);
});
