import { basename } from 'node:path';
import { checkNode } from '../config/check-node.ts';
import { entryOf, jsonOf } from '../config/config-node.ts';
import { parseYamlConfig } from '../config/parse-yaml.ts';
import { asJsonObject, asString, asStrings } from '../json/narrow.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { parsePointer } from '../json/pointer.ts';
import { frontMatterSchema } from './front-matter-schema.ts';
import { parsePromptText } from './parse-prompt-text.ts';
import type { ConfigEntry, ConfigMistake, ConfigNode, MapNode } from '../config/config-node.ts';
import type { PromptArgumentDescriptor, PromptCompletion, PromptDescriptor } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** A prompt file that was parsed, with every mistake in it. */
export interface ParsedPrompt {
  prompt: PromptDescriptor;
  /** The offset of its name. */
  offset: number;
  mistakes: ConfigMistake[];
}

const fence = /^---[ \t]*\r?\n/;

/** Parses a prompt file: front matter in YAML between lines of `---`, then the text. */
export async function parsePrompt(path: string, file: string): Promise<ParsedPrompt> {
  const { front, textStart, mistakes } = splitFile(file);
  if (front === undefined) return { prompt: { name: '', arguments: [], text: [] }, offset: 0, mistakes };
  const { root, mistakes: syntax } = await parseYamlConfig(front);
  mistakes.push(...syntax);
  const isEmpty = root.kind === 'scalar' && root.value === null;
  const given: ConfigNode = isEmpty ? { kind: 'map', offset: 0, entries: [] } : root;
  const checked = syntax.length > 0 ? given : checkNode(given, frontMatterSchema, mistakes);
  const map: MapNode = checked.kind === 'map' ? checked : { kind: 'map', offset: 0, entries: [] };
  const declared = entryOf(map, 'arguments')?.value;
  const entries = declared?.kind === 'map' ? declared.entries : [];
  // Without a map of arguments, every placeholder would be a mistake.
  const isKnown = syntax.length === 0 && (declared === undefined || declared.kind === 'map');
  const text = parsePromptText(file, textStart, entries, isKnown ? mistakes : []);
  const named = entryOf(map, 'name');
  const name = named === undefined ? basename(path).replace(/\.\w+$/, '') : String(jsonOf(named.value));
  mistakes.push(...checkName(name, named), ...entries.flatMap(checkArgument));
  const { title, description } = asJsonObject(jsonOf(map)) ?? {};
  const prompt = omitUndefined({
    name,
    title: asString(title),
    description: asString(description),
    arguments: entries.map(readArgument),
    text,
  });
  return { prompt, offset: named?.value.offset ?? 0, mistakes };
}

/** Splits a file. The offsets in its front matter are those in the file. */
function splitFile(file: string): { front?: string; textStart: number; mistakes: ConfigMistake[] } {
  const opening = fence.exec(file)?.[0];
  if (opening === undefined)
    return {
      textStart: 0,
      mistakes: [
        {
          offset: 0,
          key: '',
          message: 'there is no front matter',
          hint: 'Begin the file with a line ---, keys such as name and description, and another line ---.',
        },
      ],
    };
  const closing = /^---[ \t]*(?:\r?\n|$)/m.exec(file.slice(opening.length));
  if (closing === null)
    return {
      textStart: 0,
      mistakes: [
        {
          offset: 0,
          key: '',
          message: 'the front matter has no end',
          hint: 'Write a line --- between it and the text.',
        },
      ],
    };
  const end = opening.length + closing.index;
  const front = `${opening.replace('---', '   ')}${file.slice(opening.length, end)}`;
  return { front, textStart: end + closing[0].length, mistakes: [] };
}

function checkName(name: string, entry: ConfigEntry | undefined): ConfigMistake[] {
  if (/^[a-zA-Z0-9_-]{1,64}$/.test(name)) return [];
  const hint = 'Use up to 64 letters, digits, hyphens and underscores.';
  const offset = entry?.value.offset ?? 0;
  return entry === undefined
    ? [
        {
          offset,
          key: '',
          message: `the name of the file, ${name}, is no name for a prompt`,
          hint: `Give the key name. ${hint}`,
        },
      ]
    : [{ offset, key: 'name', message: 'is no name for a prompt', hint }];
}

function checkArgument({ key, offset, value }: ConfigEntry): ConfigMistake[] {
  const mistakes = value.kind === 'map' ? checkCompletion(`arguments.${key}.completion`, value) : [];
  if (/^[a-zA-Z0-9_-]{1,64}$/.test(key)) return mistakes;
  const hint = 'Use up to 64 letters, digits, hyphens and underscores.';
  return [{ offset, key: `arguments.${key}`, message: 'is no name for an argument', hint }, ...mistakes];
}

function checkCompletion(key: string, argument: MapNode): ConfigMistake[] {
  const { offset, value: node } = entryOf(argument, 'completion') ?? {};
  if (node?.kind !== 'map') return [];
  if (entryOf(argument, 'enum') !== undefined)
    return [{ offset, key, message: 'cannot be combined with enum', hint: 'Leave one of them out.' }];
  const lacking = ['operation', 'value'].find((name) => entryOf(node, name) === undefined);
  const hint = 'Write { operation: listPets, value: /items/*/id }.';
  if (lacking !== undefined) return [{ offset, key, message: `needs the key ${lacking}`, hint }];
  const pointer = entryOf(node, 'value')?.value;
  if (pointer?.kind !== 'scalar' || typeof pointer.value !== 'string') return [];
  if (parsePointer(pointer.value) !== undefined) return [];
  return [
    { offset: pointer.offset, key: `${key}.value`, message: 'must be a JSON Pointer, such as /items/*/id' },
  ];
}

function readArgument({ key, value }: ConfigEntry): PromptArgumentDescriptor {
  const given = asJsonObject(jsonOf(value)) ?? {};
  const values = asStrings(given['enum']);
  return omitUndefined({
    name: key,
    description: asString(given['description']),
    required: given['required'] === true ? (true as const) : undefined,
    enum: values.length === 0 ? undefined : values,
    completion: readCompletion(asJsonObject(given['completion'])),
  });
}

function readCompletion({ operation, value }: JsonObject = {}): PromptCompletion | undefined {
  const path = typeof value === 'string' ? parsePointer(value) : undefined;
  return typeof operation !== 'string' || path === undefined ? undefined : { operation, value: path };
}
