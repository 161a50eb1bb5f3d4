import { omitUndefined } from '../json/omit-undefined.ts';
import type { LoadedDocument } from '../load/loaded-document.ts';
import type { MockServer } from '../index.ts';
import type { MockFlags } from './flags/mock-flags.ts';
import type { ToolFlags } from './flags/tool-flags.ts';

/** Starts a mock of the document if the flags ask for one. */
export async function startMock(
  loaded: LoadedDocument,
  { mock, mockSeed, allowExtraQuery }: MockFlags & Pick<ToolFlags, 'allowExtraQuery'>,
): Promise<MockServer | undefined> {
  if (mock !== true) return undefined;
  const { createMock } = await import('../index.ts');
  return createMock(loaded, omitUndefined({ seed: mockSeed, allowUndeclaredQuery: allowExtraQuery }));
}
