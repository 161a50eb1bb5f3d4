import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { version } from '../version.ts';
import type { Found } from '../load/fetch-document.ts';
import type { SourceBytes } from '../load/read-source.ts';
import type { DescribeOptions } from '../describe/describe-options.ts';
import type { LoadOptions } from '../load/load-options.ts';

/** Of what an entry looks like; a new number leaves all older entries behind. */
export const entryFormat = 1;

export type ShapingOptions = LoadOptions & DescribeOptions;

/** Every option that a descriptor depends on. The type holds the list to all that there are. */
const shaping: Record<Exclude<keyof ShapingOptions, 'signal' | 'fetchTimeout' | 'connection'>, true> = {
  maxDocumentBytes: true,
  allowRemoteRefs: true,
  allowPrivateRefs: true,
  include: true,
  exclude: true,
  name: true,
  strict: true,
  refs: true,
  outputSchema: true,
  validateResponses: true,
  responseFilter: true,
};

/** What describes documents. */
export interface Build {
  version: string;
  /** A version that is worked on has many builds. */
  time: number | undefined;
  /** Which patterns are lawful is for its regular expressions to say. */
  node: string;
}

const own = fileURLToPath(import.meta.url);

export function ownBuild(): Build {
  return { version, time: statSync(own, { throwIfNoEntry: false })?.mtimeMs, node: process.version };
}

/** What stands for all that a descriptor is made from, but for the other documents that are referred to. */
export function keyOf(
  { bytes, source, location, base }: Omit<SourceBytes, 'fetcher'>,
  options: ShapingOptions,
  build: Build = ownBuild(),
): string {
  const chosen = Object.entries(options)
    .filter(([name, value]) => Object.hasOwn(shaping, name) && value !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const place = [source, location, base.href];
  return digest(
    JSON.stringify([entryFormat, build.version, build.time, build.node, place, chosen, digest(bytes)]),
  );
}

function digest(...data: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const each of data) hash.update(each);
  return hash.digest('hex');
}

/** The place counts too: what a part refers to is relative to where it was found. */
export function digestOf({ url, bytes }: Found): string {
  return digest(`${url.href}\n`, bytes);
}
