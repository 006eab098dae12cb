import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // Against hangs only: how fast something is, a test says in processor time.
          testTimeout: 120_000,
          include: ['harness/**/*.test.ts', 'compose/**/*.test.ts'],
          exclude: ['harness/test/**', 'compose/backend/test/**'],
        },
      },
      {
        test: {
          name: 'system',
          include: ['harness/test/**/*.test.ts', 'compose/backend/test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
