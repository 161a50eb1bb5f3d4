import { isDeepStrictEqual } from 'node:util';
import { invalidConfig } from './config-text.ts';
import { jsonSyntax } from './json-syntax.ts';
import { clientEntry, inputOf, inputReference } from './server-entry.ts';
import { tomlSyntax } from './toml-syntax.ts';
import { yamlSyntax } from './yaml-syntax.ts';
import { asArray, asJsonObject, asString, asStrings } from '../json/narrow.ts';
import { setOwn } from '../json/set-own.ts';
import type { McpClient } from './clients.ts';
import type { ConfigSyntax, ConfigText } from './config-text.ts';
import type { ServerEntry } from './server-entry.ts';
import type { Json, JsonObject } from '../json/value.ts';

const syntaxes: Record<McpClient['syntax'], ConfigSyntax> = {
  json: jsonSyntax,
  toml: tomlSyntax,
  yaml: yamlSyntax,
};

const mark = '\ufeff';

/** A server in the file of a client. */
export interface ListedServer {
  name: string;
  command: string;
  args: string[];
}

/**
 * Returns the text of a file of a client with an entry. Everything else stays as it is, to the byte.
 *
 * @throws OpenApiMcpError CLIENT_CONFIG_INVALID
 */
export async function addEntry(client: McpClient, file: ConfigText, entry: ServerEntry): Promise<string> {
  return withoutMark(file, async (plain) => {
    const started = plain.text.trim() === '' ? { ...plain, text: plain.text + (client.start ?? '') } : plain;
    const before = await entryOf(client, started, entry.name);
    const after = clientEntry(client, entry);
    const changed = isDeepStrictEqual(before, after)
      ? started
      : await checked(client, started, entry.name, after, (syntax) =>
          syntax.set(started, [client.key, entry.name], after),
        );
    const asked = client.reference.kind === 'inputs' ? await addInputs(changed, entry) : changed;
    return (await removeInputs(client, asked, before)).text;
  });
}

/**
 * Returns the text of a file of a client without an entry, or undefined if the entry is not there.
 *
 * @throws OpenApiMcpError CLIENT_CONFIG_INVALID
 */
export async function removeEntry(
  client: McpClient,
  file: ConfigText,
  name: string,
): Promise<string | undefined> {
  let isThere = false;
  const text = await withoutMark(file, async (plain) => {
    const before = await entryOf(client, plain, name);
    isThere = before !== undefined;
    if (before === undefined) return plain.text;
    const changed = await checked(client, plain, name, undefined, (syntax) =>
      syntax.remove(plain, [client.key, name]),
    );
    return (await removeInputs(client, changed, before)).text;
  });
  return isThere ? text : undefined;
}

/**
 * Lists the servers in a file of a client that it starts by a command.
 *
 * @throws OpenApiMcpError CLIENT_CONFIG_INVALID
 */
export async function listServers(client: McpClient, file: ConfigText): Promise<ListedServer[]> {
  const root = await syntaxes[client.syntax].read({ ...file, text: file.text.replace(mark, '') });
  return Object.entries(asJsonObject(root[client.key]) ?? {}).flatMap(([name, value]) => {
    const entry = asJsonObject(value);
    const command = asString(entry?.['command']) ?? asString(entry?.['cmd']);
    return command === undefined ? [] : [{ name, command, args: asStrings(entry?.['args']) }];
  });
}

async function withoutMark(file: ConfigText, change: (file: ConfigText) => Promise<string>): Promise<string> {
  if (!file.text.startsWith(mark)) return change(file);
  return mark + (await change({ ...file, text: file.text.slice(mark.length) }));
}

async function entryOf(client: McpClient, file: ConfigText, name: string): Promise<Json | undefined> {
  const servers = asJsonObject((await syntaxes[client.syntax].read(file))[client.key]);
  return servers !== undefined && Object.hasOwn(servers, name) ? servers[name] : undefined;
}

/**
 * Makes a change, and compares the values of the file with those that are wanted.
 *
 * @throws OpenApiMcpError CLIENT_CONFIG_INVALID for a file whose text cannot be changed alone
 */
async function checked(
  { syntax: name, key }: McpClient,
  file: ConfigText,
  entryName: string,
  entry: JsonObject | undefined,
  change: (syntax: ConfigSyntax) => Promise<string>,
): Promise<ConfigText> {
  const syntax = syntaxes[name];
  const wanted = await syntax.read(file);
  const servers: JsonObject = { ...asJsonObject(wanted[key]) };
  if (entry === undefined) delete servers[entryName];
  else setOwn(servers, entryName, entry);
  const changed = { ...file, text: await change(syntax) };
  const read = await syntax.read(changed);
  // A table of TOML without entries is no longer there.
  const result = { ...read, [key]: read[key] ?? {} };
  if (isDeepStrictEqual(toPlain(result), toPlain({ ...wanted, [key]: servers }))) return changed;
  throw invalidConfig(file, 0, `${key} is written in a way that cannot be changed alone`, {
    hint: `Add or remove the entry ${entryName} by hand. The file was not changed.`,
  });
}

/** Returns values without the classes and prototypes of their parser. */
function toPlain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each)),
  );
}

async function addInputs(file: ConfigText, entry: ServerEntry): Promise<ConfigText> {
  let current = file;
  for (const variable of entry.variables) {
    const { inputs } = await jsonSyntax.read(current);
    if (asArray(inputs)?.some((input) => asJsonObject(input)?.['id'] === variable) === true) continue;
    const text = await jsonSyntax.set(current, ['inputs', '-'], inputOf(variable, entry));
    current = { ...current, text };
  }
  return current;
}

/** Removes the inputs of an entry that was there, unless the file still refers to them. */
async function removeInputs(
  { reference }: McpClient,
  file: ConfigText,
  before: Json | undefined,
): Promise<ConfigText> {
  if (reference.kind !== 'inputs') return file;
  const env = asJsonObject(asJsonObject(before)?.['env']) ?? {};
  let current = file;
  for (const variable of Object.keys(env).filter((name) => env[name] === inputReference(name))) {
    const { inputs } = await jsonSyntax.read(current);
    const index = asArray(inputs)?.findIndex((input) => asJsonObject(input)?.['id'] === variable) ?? -1;
    if (index === -1 || current.text.includes(inputReference(variable))) continue;
    current = { ...current, text: await jsonSyntax.remove(current, ['inputs', index]) };
  }
  return current;
}
