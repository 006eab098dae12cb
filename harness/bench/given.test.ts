import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { EXIT } from '../errors.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const run = (bench: string, ...words: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bench, ...words], {
    cwd: HERE,
    encoding: 'utf8',
  });
  return { status, stdout, stderr: stderr.trim() };
};
const refused = (stderr: string) => ({ status: EXIT.badInput, stdout: '', stderr });

test.for([
  ['campaign.ts', '--runs', '0', '--runs must be a whole number from 1 to 10000'],
  ['campaign.ts', '--runs', 'many', '--runs must be a whole number from 1 to 10000'],
  ['campaign.ts', '--driver', 'cloud', '--driver must be auto, docker or process'],
  ['mutants.ts', '--only', 'nothing', '--only must be a folder of harness/checkers'],
  ['mutants.ts', '--sample', '0', '--sample must be a share above 0, at most 1'],
  [
    'load.ts',
    '--only',
    'costs',
    '--only must be one of cost, connections, threads, memory, freeze, constant, schedule',
  ],
  ['load.ts', '--seconds', '0', '--seconds must be a whole number from 1 to 3600'],
  ['checkers/checkers.ts', '--histories', '/nowhere', '--histories must be a folder'],
] as const)('%s %s %s is refused before anything is measured', ([bench, flag, value, sentence]) => {
  expect(run(bench, flag, value)).toEqual(refused(`error: ${sentence}. See --help.`));
});

test('an option that does not exist is refused, and help is told', () => {
  expect(run('campaign.ts', '--bogus')).toEqual(refused("error: unknown option '--bogus'"));
  expect(run('campaign.ts', '--help')).toMatchObject({ status: EXIT.valid, stderr: '' });
});
