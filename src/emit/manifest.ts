import { createHash } from 'node:crypto';
import { capabilities } from './capabilities.ts';
import { OpenApiMcpError } from '../errors.ts';
import { asJsonObject } from '../json/narrow.ts';
import type { Capability } from './capabilities.ts';
import type { EmitTarget } from './generated-file.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Path of the manifest in a generated folder. */
export const manifestPath = '.openapi-mcp.json';

/** The record of the last generation: hashes of the files that it wrote, by path. */
export interface Manifest extends ManifestDetails {
  files: Map<string, string>;
  /** Hashes of the files that are being written. A run that was cut off leaves files of both. */
  pending: Map<string, string>;
}

/** The part of a manifest that connects a server with a shared library. */
export interface ManifestDetails {
  /** In a server's folder: path of the shared library, relative to the folder. */
  library?: string;
  /** In a shared library: the extension in its imports. */
  importExtension?: EmitTarget['importExtension'];
  /** In a shared library: the capabilities that each server needs, by its path relative to the library. */
  servers?: Map<string, Capability[]>;
}

/**
 * Parses the manifest of a folder; without a text, the folder has none.
 *
 * @throws OpenApiMcpError OUTPUT_UNSAFE
 */
export function parseManifest(text: string | undefined, path: string): Manifest {
  if (text === undefined) return { files: new Map(), pending: new Map() };
  const manifest = readManifest(parseObject(text) ?? {});
  if (manifest !== undefined) return manifest;
  throw new OpenApiMcpError('OUTPUT_UNSAFE', `${path} is not a manifest of openapi-mcp`, {
    hint: 'Restore it from version control, or delete it and generate again.',
  });
}

function readManifest(value: JsonObject): Manifest | undefined {
  const files = readMap(value['files'], isText);
  const pending = readMap(value['pending'] ?? {}, isText);
  const servers = value['servers'] === undefined ? undefined : readMap(value['servers'], isCapabilities);
  const { library, importExtension } = value;
  if (files === undefined || pending === undefined) return undefined;
  if (value['servers'] !== undefined && servers === undefined) return undefined;
  return {
    files,
    pending,
    ...(typeof library === 'string' ? { library } : {}),
    ...(importExtension === '.ts' || importExtension === '.js' ? { importExtension } : {}),
    ...(servers === undefined ? {} : { servers }),
  };
}

/** Returns the text of a manifest, the same for the same content. */
export function manifestText({ library, importExtension, servers, files, pending }: Manifest): string {
  const value = {
    library,
    importExtension,
    servers: servers === undefined ? undefined : sorted(servers),
    files: sorted(files),
    pending: pending.size === 0 ? undefined : sorted(pending),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Returns the hash of a file's content. */
export function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function parseObject(text: string): JsonObject | undefined {
  try {
    return asJsonObject(JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

function readMap<Value extends Json>(
  value: Json | undefined,
  isValue: (value: Json) => value is Value,
): Map<string, Value> | undefined {
  const object = asJsonObject(value);
  if (object === undefined) return undefined;
  const entries = Object.entries(object).filter((entry): entry is [string, Value] => isValue(entry[1]));
  return entries.length === Object.keys(object).length ? new Map(entries) : undefined;
}

function isText(value: Json): value is string {
  return typeof value === 'string';
}

function isCapabilities(value: Json): value is Capability[] {
  return (
    Array.isArray(value) && value.every((name) => capabilities.some((capability) => capability === name))
  );
}

function sorted<Value>(map: Map<string, Value>): Record<string, Value> {
  return Object.fromEntries([...map].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
