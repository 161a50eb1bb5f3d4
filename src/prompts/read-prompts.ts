import { readFile } from 'node:fs/promises';
import { messageOf, OpenApiMcpError } from '../errors.ts';
import { locatorOf, mistakesError } from '../config/mistakes-error.ts';
import { findPromptFiles, identityOf } from './find-prompt-files.ts';
import { parsePrompt } from './parse-prompt.ts';
import type { LocatedMistake } from '../config/mistakes-error.ts';
import type { PromptDescriptor } from '../descriptor.ts';

/**
 * Reads prompts from Markdown files with front matter. A path is a file, a folder, or a pattern such as `prompts/*.md`.
 *
 * @throws OpenApiMcpError OPTION_INVALID for a path without files; PROMPT_INVALID with every mistake in the files
 */
export async function readPrompts(paths: readonly string[]): Promise<PromptDescriptor[]> {
  const files = new Map(paths.flatMap(findPromptFiles).map((path) => [identityOf(path), path]));
  const mistakes: LocatedMistake[] = [];
  const prompts = new Map<string, { prompt: PromptDescriptor; path: string }>();
  for (const path of files.values()) {
    const text = await readText(path);
    const parsed = await parsePrompt(path, text);
    const locate = locatorOf(path, text);
    const own = parsed.mistakes.toSorted((one, other) => (one.offset ?? 0) - (other.offset ?? 0));
    mistakes.push(...own.map((mistake) => ({ ...mistake, location: locate(mistake.offset) })));
    const { prompt, offset } = parsed;
    const { name } = prompt;
    const other = prompts.get(name);
    if (other !== undefined && name !== '')
      mistakes.push({
        location: locate(offset),
        key: '',
        message: `the prompt of ${other.path} has the name ${name} too`,
        hint: 'Give each prompt a name of its own.',
      });
    else prompts.set(name, { prompt, path });
  }
  if (mistakes.length > 0) throw mistakesError('PROMPT_INVALID', 'the prompts have', mistakes);
  return [...prompts.values()].map(({ prompt }) => prompt);
}

/** @throws OpenApiMcpError OPTION_INVALID */
async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw new OpenApiMcpError(
      'OPTION_INVALID',
      `the prompt file ${path} cannot be read: ${messageOf(cause)}`,
      {
        cause,
        hint: 'Make sure that it is a readable text file.',
      },
    );
  }
}
