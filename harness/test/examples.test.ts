import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, temporaryFolder } from './lockstep.ts';

const EXAMPLES = new URL('../../reports/examples', import.meta.url).pathname;

test.each([
  ['valid', 'rate-limit-is-global', 0],
  ['invalid', 'rate-limit-is-global', 1],
] as const)('the committed %s run is judged and rendered as it was', async (name, scenario, expected) => {
  await using folder = await temporaryFolder();
  await cp(join(EXAMPLES, name), folder.path, { recursive: true });
  expect((await run(['check', folder.path])).exitCode).toBe(expected);
  expect((await run(['report', folder.path])).exitCode).toBe(0);
  for (const file of [join(scenario, 'verdict.json'), 'report.html', 'junit.xml', 'summary.md']) {
    expect(await readFile(join(folder.path, file), 'utf8'), file).toBe(
      await readFile(join(EXAMPLES, name, file), 'utf8'),
    );
  }
});
