import { defineConfig } from 'vitest/config';

const common = {
  // To load the sources anew for each file takes half of the time; no test leaves behind what others would see.
  globalSetup: 'test/support/build.ts',
  setupFiles: 'test/support/seed.ts',
  pool: 'threads',
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: 'live',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.system.test.ts'],
        },
      },
      {
        // Rows that need other programs, such as compilers, browsers or servers. CI runs them; `npm test` does not.
        test: {
          ...common,
          name: 'system',
          include: ['test/**/*.system.test.ts'],
        },
      },
      {
        // What holds for `serve` holds for what `generate` emits: the same rows against the emitted code.
        test: {
          ...common,
          name: 'generated',
          include: ['wire', 'results', 'security'].map((folder) => `test/${folder}/**/*.test.ts`),
          // These are about processes, which are the command line's.
          exclude: ['test/**/*.system.test.ts', 'test/security/forward-header.test.ts'],
          env: { SERVED_BY: 'generated' },
        },
      },
      {
        // What a generated server of several APIs sends is what it sends for each alone.
        test: {
          ...common,
          name: 'joined',
          include: ['test/wire/**/*.test.ts'],
          exclude: ['test/wire/allow-files.test.ts'],
          env: { SERVED_BY: 'joined' },
        },
      },
      {
        // What is called through search mode sends the same bytes.
        test: {
          ...common,
          name: 'search',
          include: ['test/wire/**/*.test.ts'],
          // It calls the command line itself.
          exclude: ['test/wire/allow-files.test.ts'],
          env: { SERVED_BY: 'search' },
        },
      },
    ],
  },
});
