import { readList } from './flag-values.ts';
import type { PromptDescriptor } from '../../descriptor.ts';
import type { Flag } from './flag.ts';

export interface PromptFlags {
  prompts?: string[];
}

export const promptsFlag: Flag = {
  name: 'prompts',
  value: 'file',
  help: 'Offer the prompts of Markdown files: of a file, a folder, or a pattern such as prompts/*.md.',
  isOfServer: true,
  readAll: readList,
};

/**
 * Reads the prompts of the flag.
 *
 * @throws OpenApiMcpError OPTION_INVALID, PROMPT_INVALID
 */
export async function promptsOf({ prompts = [] }: PromptFlags): Promise<PromptDescriptor[] | undefined> {
  if (prompts.length === 0) return undefined;
  const { readPrompts } = await import('../../prompts/read-prompts.ts');
  return readPrompts(prompts);
}
