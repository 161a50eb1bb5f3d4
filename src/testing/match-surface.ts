import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { textDiff } from '../install/text-diff.ts';
import { printSurface } from './print-surface.ts';
import type { TestClient } from './test-client.ts';
import type { ToolSurface } from './print-surface.ts';

/** The result of a matcher, for `expect.extend` of Vitest and Jest. */
export interface MatcherResult {
  pass: boolean;
  message(): string;
}

/** The state of a matcher of Vitest and Jest. Its own types keep the mode of snapshots private. */
interface MatcherState {
  snapshotState?: object;
}

/**
 * Compares the surface of a client with the file of a snapshot. Add it to Vitest or Jest by
 * `expect.extend({ toMatchToolSurface })`. A missing file is written, and `--update` of the test runner writes it anew.
 *
 * @example
 * await expect(client).toMatchToolSurface('surface.txt');
 */
export async function toMatchToolSurface(
  this: MatcherState | void,
  received: TestClient | ToolSurface,
  path: string,
): Promise<MatcherResult> {
  const surface = 'surface' in received ? await received.surface() : received;
  const text = printSurface(surface);
  const before = await readFile(path, 'utf8').catch(() => undefined);
  const state = this?.snapshotState ?? {};
  const update = '_updateSnapshot' in state ? state._updateSnapshot : 'new';
  if (update === 'all' || (before === undefined && update === 'new')) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    return { pass: true, message: () => `${path} is the surface, although it should not be` };
  }
  const message = (): string =>
    before === undefined
      ? `${path} does not exist, and is not written in CI`
      : `the surface differs from ${path}; run the tests with --update if that was intended\n\n${textDiff(before, text)}`;
  return { pass: before?.replaceAll('\r\n', '\n') === text, message };
}
