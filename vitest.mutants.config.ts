import { defineConfig } from 'vitest/config';

/** What mutants of the checkers are run against: the checkers' own tests. */
export default defineConfig({
  test: { testTimeout: 120_000, include: ['harness/{checkers,history,run}/**/*.test.ts'] },
});
