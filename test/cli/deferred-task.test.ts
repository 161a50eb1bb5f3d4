import { expect, it } from 'vitest';
import { defer } from '../../src/cli/deferred-task.ts';

it('runs a task once, when its delay has passed', async () => {
  let runs = 0;
  const { finish } = await new Promise<ReturnType<typeof defer>>((resolve) => {
    const started = defer(async () => {
      runs += 1;
      resolve(started);
    }, 1);
  });
  await finish();
  expect(runs).toBe(1);
});

it('runs a task immediately when finish is called before its delay has passed', async () => {
  let runs = 0;
  const { finish } = defer(async () => void (runs += 1), 60_000);
  expect(runs).toBe(0);
  await Promise.all([finish(), finish()]);
  expect(runs).toBe(1);
});
