import { createHash } from 'node:crypto';
import { OpenApiMcpError } from '../errors.ts';

/** Where the manifest stands in the output. */
export const manifestPath = '.openapi-mcp.json';

/** What was generated last time: hashes of contents by path. */
export interface Manifest {
  files: Map<string, string>;
  /** What is being written: a run that was cut off leaves files of either. */
  pending: Map<string, string>;
}

/** @throws OpenApiMcpError OUTPUT_UNSAFE */
export function parseManifest(text: string | undefined, place: string): Manifest {
  if (text === undefined) return { files: new Map(), pending: new Map() };
  const value = parseObject(text);
  const files = hashesIn(value?.['files']);
  const pending = hashesIn(value?.['pending'] ?? {});
  if (files !== undefined && pending !== undefined) return { files, pending };
  throw new OpenApiMcpError('OUTPUT_UNSAFE', `${place} is not a manifest of ours`, {
    hint: 'Restore it from version control, or delete it, and generate again.',
  });
}

export function manifestText({ files, pending }: Manifest): string {
  const value = {
    files: sorted(files),
    ...(pending.size === 0 ? {} : { pending: sorted(pending) }),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function hashesIn(value: unknown): Map<string, string> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return entries.length === Object.keys(value).length ? new Map(entries) : undefined;
}

function sorted(hashes: Map<string, string>): Record<string, string> {
  return Object.fromEntries([...hashes].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
