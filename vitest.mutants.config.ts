import { defineConfig } from 'vitest/config';

/** What mutants of the checkers are run against: the tests of the folder that is mutated. */
export default defineConfig({
  test: { include: [`${process.env['MUTATED_FOLDER']}/**/*.test.ts`], testTimeout: 120_000 },
});
