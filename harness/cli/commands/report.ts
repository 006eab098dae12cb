import { isProof, readProof } from '../../report/proof/read-proof.ts';
import { writeProofReports } from '../../report/proof/write-reports.ts';
import { readRun } from '../../report/read-run.ts';
import { writeReports } from '../../report/write-reports.ts';
import { readHistories } from '../../run/read-histories.ts';
import type { CommandRow } from '../command.ts';

/** `lockstep report <run>`: the same folder gives the same bytes. */
export const report: CommandRow = {
  name: 'report',
  summary: 'render a saved run’s reports again',
  words: ['<run>', 'the folder of a run or of a proof'],
  options: [],
  run: async ({ words: [folder = ''], surroundings: { stdout } }) => {
    if (await isProof(folder)) {
      const paths = await writeProofReports(folder, await readProof(folder));
      stdout.write(`${[paths.html, paths.junit].join('\n')}\n`);
      return 0;
    }
    const run = await readRun(folder);
    const operations = await readHistories(folder, run);
    const { html, junit, summary } = await writeReports(
      folder,
      run,
      (scenario) => operations.get(scenario) ?? [],
    );
    stdout.write(`${[html, junit, summary].join('\n')}\n`);
    return 0;
  },
};
