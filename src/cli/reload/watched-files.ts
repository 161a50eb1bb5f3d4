import { dirname } from 'node:path';
import { isOpenApiMcpError } from '../../errors.ts';
import { findPromptFiles } from '../../prompts/find-prompt-files.ts';
import type { CommandInput } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { PreparedServer } from '../run-server.ts';
import type { PromptFlags } from '../flags/prompt-flags.ts';

type FileFlags = Pick<DocumentFlags, 'overlay'> & PromptFlags;

/** Returns a server with the files besides documents that it is made of: config file, overlays and prompts. */
export function withFiles(server: PreparedServer, input: CommandInput<FileFlags>): PreparedServer {
  return { ...server, sources: [...server.sources, ...filesOf(input)] };
}

function filesOf({ flags, config, apis = [] }: CommandInput<FileFlags>): string[] {
  const all: FileFlags[] = [flags, ...apis.map((api) => api.flags)];
  return [
    ...(config === undefined ? [] : [config.path]),
    ...all.flatMap(({ overlay = [] }) => overlay),
    ...all.flatMap(({ prompts = [] }) => prompts).flatMap(promptFiles),
  ];
}

/** Returns the files of a path or pattern, and the folder that new files may come into. */
function promptFiles(path: string): string[] {
  const [folder = ''] = path.split('*');
  const root = path.includes('*') ? dirname(`${folder}x`) : path;
  try {
    return [root, ...findPromptFiles(path)];
  } catch (error) {
    if (!isOpenApiMcpError(error)) throw error;
    return [root];
  }
}
