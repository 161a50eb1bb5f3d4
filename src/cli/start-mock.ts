import { omitUndefined } from '../json/omit-undefined.ts';
import type { LoadedDocument } from '../load/loaded-document.ts';
import type { MockServer } from '../index.ts';
import type { MockFlags } from './flags/mock-flags.ts';

/** Starts a mock of the document if the flags ask for one. */
export async function startMock(
  loaded: LoadedDocument,
  { mock, mockSeed }: MockFlags,
): Promise<MockServer | undefined> {
  if (mock !== true) return undefined;
  const { createMock } = await import('../index.ts');
  return createMock(loaded, omitUndefined({ seed: mockSeed }));
}
