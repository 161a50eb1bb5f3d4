import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { version } from '../version.ts';
import type { LoadAndDescribeOptions } from '../describe/load-and-describe.ts';
import type { SourceBytes } from '../load/read-source.ts';

/** The version of the format of entries. Entries of another format are ignored. */
export const entryFormat = 2;

/** The options that a descriptor depends on. A new option does not compile until it is listed or excluded here. */
const keyOptions: Record<
  Exclude<
    keyof LoadAndDescribeOptions,
    'signal' | 'fetchTimeout' | 'connection' | 'documentHeaders' | 'fetched'
  >,
  true
> = {
  maxDocumentBytes: true,
  allowRemoteRefs: true,
  allowPrivateRefs: true,
  refsRoot: true,
  overlays: true,
  include: true,
  exclude: true,
  name: true,
  names: true,
  strict: true,
  profile: true,
  outputSchema: true,
  outputSchemaBytes: true,
  validateResponses: true,
  responseFilter: true,
  allowExtraQuery: true,
  session: true,
  fixedHeaders: true,
  shaping: true,
  prompts: true,
};

/** The build of this package that describes documents. */
export interface Build {
  version: string;
  /** The modification time of this file, because builds of one version differ during development. */
  time: number | undefined;
  /** The version of Node.js, whose regular expressions decide which patterns are valid. */
  node: string;
}

const ownPath = fileURLToPath(import.meta.url);

/** Returns the build that is running. */
export function currentBuild(): Build {
  return { version, time: statSync(ownPath, { throwIfNoEntry: false })?.mtimeMs, node: process.version };
}

/** Returns the key of a description: a digest of all that it depends on, except for the external documents. */
export function cacheKey(
  { bytes, source, location, base }: Omit<SourceBytes, 'fetcher'>,
  options: LoadAndDescribeOptions,
  build: Build = currentBuild(),
): string {
  const chosen = Object.entries(options)
    .filter(([name, value]) => Object.hasOwn(keyOptions, name) && value !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const origin = [source, location, base.href];
  const parts = [entryFormat, build.version, build.time, build.node, origin, chosen, sha256(bytes)];
  return sha256(JSON.stringify(parts));
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
