import { defineConfig } from 'vitest/config';

/** What mutants of the checkers are run against: the checkers' own tests. */
export default defineConfig({ test: { include: ['harness/{checkers,history,run}/**/*.test.ts'] } });
