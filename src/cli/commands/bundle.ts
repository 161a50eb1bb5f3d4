import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { callDestinations } from '../call-destinations.ts';
import { documentPositional, flagsOf } from '../command.ts';
import { isPathFlag } from '../flag-texts.ts';
import { documentFlags } from '../flags/document-flags.ts';
import { readFlagValues } from '../flags/read-flag-values.ts';
import { baseUrlFlag, requestOptions } from '../flags/request-flags.ts';
import { openDocument } from '../open-document.ts';
import { checkPositionals, isFlag, splitArguments, unknownFlag } from '../parse-arguments.ts';
import { programPath, serveArguments, splitAtDashes } from '../serve-arguments.ts';
import { serveCommand } from './serve.ts';
import { OpenApiMcpError } from '../../errors.ts';
import { resolveServerUrl } from '../../http/resolve-server-url.ts';
import { bundledDocument, bundleManifest, registryEntry } from '../../install/bundle-manifest.ts';
import { programFiles } from '../../install/bundle-files.ts';
import { asArray, asJsonObject, asString } from '../../json/narrow.ts';
import { credentialVariables } from '../../runtime/security/credential-variables.ts';
import type { UnparsedCommand } from '../command.ts';
import type { DocumentFlags } from '../flags/document-flags.ts';
import type { PromptFlags } from '../flags/prompt-flags.ts';
import type { RequestFlags } from '../flags/request-flags.ts';
import type { ToolFlags } from '../flags/tool-flags.ts';
import type { Terminal } from '../terminal.ts';
import type { LoadedDocument } from '../../index.ts';
import type { Json, JsonObject } from '../../json/value.ts';

export const bundleCommand: UnparsedCommand = {
  name: 'bundle',
  summary: 'Write a bundle (.mcpb) of a server, which Claude Desktop installs by one click.',
  positionals: [{ ...documentPositional, help: 'File, URL, or - for standard input.' }],
  groups: [
    {
      title: 'Bundle',
      flags: [
        {
          name: 'out',
          value: 'file',
          help: 'Write the bundle to this file; by default the name of the API with .mcpb.',
        },
        {
          name: 'registry-name',
          value: 'name',
          help: 'Write a server.json for the MCP registry beside the bundle, with this name, such as io.github.ada/pets.',
        },
        {
          name: 'bundle-url',
          value: 'url',
          help: 'URL at which the bundle will be published, for server.json.',
        },
        { name: 'remote-url', value: 'url', help: 'URL of the server over HTTP, for server.json.' },
      ],
    },
  ],
  examples: [
    'openapi-mcp bundle petstore.yaml',
    'openapi-mcp bundle petstore.yaml --out pets.mcpb -- --read-only',
    'openapi-mcp bundle petstore.yaml --registry-name io.github.ada/pets --bundle-url https://github.com/ada/pets/releases/download/v1/pet-store.mcpb',
  ],
  notes: [
    'The bundle contains this program, the packages that it needs and the document. Its user configures the base URL and the credentials. Options behind -- are those of serve.',
  ],
  runUnparsed: bundle,
};

interface BundleFlags {
  out?: string;
  registryName?: string;
  bundleUrl?: string;
  remoteUrl?: string;
}

async function bundle(words: string[], terminal: Terminal): Promise<void> {
  const { own, served } = splitAtDashes(words);
  const ownFlags = flagsOf(bundleCommand);
  const split = splitArguments(ownFlags, own);
  const unknown = split.words.find(isFlag);
  if (unknown !== undefined) throw unknownFlag(unknown, ownFlags);
  checkPositionals(bundleCommand, split.words);
  const { out, registryName, bundleUrl, remoteUrl } = readFlagValues(
    ownFlags,
    split.values,
    terminal.environment,
  ) as BundleFlags;
  if (registryName !== undefined && bundleUrl === undefined && remoteUrl === undefined)
    throw new OpenApiMcpError('OPTION_INVALID', 'server.json needs a place to get the server from', {
      hint: 'Add --bundle-url, --remote-url, or both.',
    });
  const [source = ''] = split.words;
  // The document is loaded now, and the user of the bundle configures its base URL.
  const loading = [...documentFlags.flags, baseUrlFlag];
  const { flags, values } = serveArguments(serveCommand, ['document.json'], served, undefined, loading);
  refuseFiles(values);
  const input = readFlagValues(flagsOf(serveCommand), values, terminal.environment) as RequestFlags &
    DocumentFlags &
    ToolFlags &
    PromptFlags;
  const { loaded, descriptor } = await openDocument(source, input, terminal.environment);
  const { name, title, version, operations } = descriptor;
  const summary = asString(asJsonObject(loaded.document['info'])?.['summary']);
  const details = {
    name,
    title,
    version,
    description: summary ?? `The tools of the API ${title}.`,
    tools: operations.map((operation) => ({
      name: operation.name,
      description: firstLine(operation.description ?? operation.title ?? ''),
    })),
    flags,
    credentials: credentialVariables(descriptor).flatMap(({ scheme, ways: [way = []] }) =>
      way.map((variable) => ({ scheme, variable })),
    ),
    baseUrl: values.get(baseUrlFlag.name)?.at(-1),
    needsBaseUrl: callDestinations(descriptor, requestOptions(input)).some(({ url }) => url === undefined),
  };
  const files = programFiles(dirname(dirname(programPath())));
  files.set(bundledDocument, Buffer.from(JSON.stringify(withAbsoluteServers(loaded))));
  files.set('manifest.json', Buffer.from(`${JSON.stringify(bundleManifest(details), null, 2)}\n`));
  const path = out ?? `${name}.mcpb`;
  const bytes = await zip(files);
  await writeFile(path, bytes);
  terminal.out(`Wrote ${path} (${(bytes.length / 1_000_000).toFixed(1)} MB, ${files.size} files)\n`);
  if (registryName === undefined) return;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const entry = registryEntry({
    ...details,
    registryName,
    bundle: bundleUrl === undefined ? undefined : { url: bundleUrl, sha256 },
    remoteUrl,
  });
  const registryPath = join(dirname(path), 'server.json');
  await writeFile(registryPath, `${JSON.stringify(entry, null, 2)}\n`);
  terminal.out(`Wrote ${registryPath}\n`);
}

/** @throws OpenApiMcpError OPTION_INVALID for an option whose file is not in the bundle */
function refuseFiles(values: Map<string, string[]>): void {
  const flag = flagsOf(serveCommand).find(
    (each) => isPathFlag(each) && values.has(each.name) && !documentFlags.flags.includes(each),
  );
  if (flag !== undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `--${flag.name} names a file that is not in the bundle`, {
      hint: 'Leave it out. The user of the bundle configures the credentials.',
    });
}

/** Returns the document of a URL with absolute servers, since the bundle has it at another place. */
function withAbsoluteServers({ document, location }: LoadedDocument): JsonObject {
  if (location === undefined) return document;
  const absolute = (node: JsonObject): JsonObject => {
    const servers = asArray(node['servers']);
    return servers === undefined
      ? node
      : { ...node, servers: servers.map((server) => resolved(server, location)) };
  };
  const paths = Object.entries(asJsonObject(document['paths']) ?? {}).map(([path, value]) => {
    const item = asJsonObject(value);
    if (item === undefined) return [path, value];
    const methods = Object.entries(item).map(([key, operation]) => {
      const node = key === 'servers' ? undefined : asJsonObject(operation);
      return [key, node === undefined ? operation : absolute(node)];
    });
    return [path, absolute(Object.fromEntries(methods))];
  });
  const servers = asArray(document['servers']) ?? [];
  const rooted = servers.length > 0 ? document : { ...document, servers: [{ url: '/' }] };
  return { ...absolute(rooted), paths: Object.fromEntries(paths) };
}

function resolved(server: Json, location: string): Json {
  const node = asJsonObject(server);
  const url = asString(node?.['url']);
  // A URL that begins with a variable may be absolute.
  if (node === undefined || url === undefined || url.startsWith('{') || /^[a-z][a-z\d+.-]*:/i.test(url))
    return server;
  return { ...node, url: resolveServerUrl(url, location).href.replaceAll('%7B', '{').replaceAll('%7D', '}') };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

/** Compresses files in the order of their paths and without times, so that the same files have the same hash. */
async function zip(files: Map<string, Uint8Array>): Promise<Uint8Array> {
  const { zipSync } = await import('fflate');
  const sorted = [...files].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return zipSync(Object.fromEntries(sorted), { level: 9, mtime: new Date(1980, 0, 1) });
}
