import { OpenApiMcpError } from '../errors.ts';
import type { NamedDocument } from './command.ts';
import type { ShapingOptions } from '../shape/shaping-options.ts';
import type { PromptFlags } from './flags/prompt-flags.ts';
import type { ServerFlags } from './flags/request-flags.ts';

/** A document, with the key of its API if it was given one, and flags of its own. */
export type NamedSource = Omit<NamedDocument, 'key'> & { key?: string };

/** Flags that belong to one API. */
interface ApiFlags extends ServerFlags {
  name?: string;
}

/** @throws OpenApiMcpError OPTION_INVALID for flags that belong to one API */
export function refuseSingle({ baseUrl, server, serverVar, name }: ApiFlags): void {
  for (const [flag, value] of Object.entries({
    'base-url': baseUrl,
    server,
    'server-var': serverVar,
    name,
  }))
    if (value !== undefined)
      throw new OpenApiMcpError('OPTION_INVALID', `--${flag} belongs to one API, and several are given`, {
        hint:
          flag === 'name'
            ? 'Name each API: openapi-mcp serve pets=petstore.yaml shop=shop.yaml.'
            : 'Give it to the API alone, in a config file: apis.<key>.',
      });
}

/** Reads the documents of a command line, which share its flags. */
export function readSources(
  texts: string[],
  flags: PromptFlags,
  operations: ShapingOptions | undefined,
): NamedSource[] {
  const { prompts: _, ...ofEach } = flags;
  return texts.map((text) => ({ ...readSource(text), flags: ofEach, operations }));
}

/** Reads `key=document`. A path or URL that has an equals sign after another character is a document alone. */
export function readSource(text: string): Pick<NamedSource, 'key' | 'source'> {
  if (text === '-')
    throw new OpenApiMcpError('OPTION_INVALID', 'standard input can carry one document only', {
      hint: 'Give every document as a file or URL.',
    });
  const [, key, source] = /^([a-zA-Z0-9][a-zA-Z0-9_-]*)=(.+)$/s.exec(text) ?? [];
  return key === undefined || source === undefined ? { source: text } : { key, source };
}
