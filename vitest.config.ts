import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'live',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // What holds for `serve` holds for what `generate` emits: the same rows against the emitted code.
        test: {
          name: 'generated',
          include: ['wire', 'results', 'security'].map((folder) => `test/${folder}/**/*.test.ts`),
          // These two are about processes, which are the command line's.
          exclude: ['test/security/canary.test.ts', 'test/security/forward-header.test.ts'],
          env: { SERVED_BY: 'generated' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // What is called through search mode sends the same bytes.
        test: {
          name: 'search',
          include: ['test/wire/**/*.test.ts'],
          // It calls the command line itself.
          exclude: ['test/wire/allow-files.test.ts'],
          env: { SERVED_BY: 'search' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
