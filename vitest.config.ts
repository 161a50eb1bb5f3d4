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
          include: ['test/wire/**/*.test.ts', 'test/results/**/*.test.ts'],
          env: { SERVED_BY: 'generated' },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
