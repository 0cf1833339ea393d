// Two worlds: plain units, and tests on a real PostgreSQL cloned from a migrated template.
import { defineConfig } from 'vitest/config';

const skip = ['**/node_modules/**', '**/dist/**', '.data/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...skip, '**/*.pg.test.ts', '**/*.web.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'pg',
          include: ['**/*.pg.test.ts'],
          exclude: skip,
          globalSetup: ['packages/platform/src/testing/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'web',
          include: ['**/*.web.test.ts'],
          exclude: skip,
          globalSetup: ['e2e/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
          fileParallelism: false,
          // The engine answers within its next beats; a busy machine takes longer than the second that is the default.
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
