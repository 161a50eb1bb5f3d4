import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { OpenApiMcpError } from '../errors.ts';
import type { Report } from '../errors.ts';
import type { LoadOptions } from '../options.ts';
import type { Json } from '../runtime/types.ts';
import { cloneJson } from './clone.ts';
import { parseText } from './parse.ts';
import { readFileText, readStandardInput, readUrlText, withoutCredentials } from './read.ts';
import type { ReadLimits } from './read.ts';
import type { DocumentSource } from './types.ts';

/** A document as it was read, nothing resolved and nothing upgraded. */
export interface SourceDocument {
  /** For messages. */
  source: string;
  /** Where it was found at last, when that is on the web. */
  location?: string;
  /** References resolve against it: a file or web URL. */
  base: URL;
  value: Json;
}

const defaultMaxDocumentBytes = 64 * 1024 * 1024;

/** The limits of reading that the options ask for. */
export function readLimits(options: LoadOptions): ReadLimits {
  return {
    maxDocumentBytes: options.maxDocumentBytes ?? defaultMaxDocumentBytes,
    signal: options.signal,
  };
}

/** Reads a document from wherever it is. */
export async function readSource(
  source: DocumentSource,
  options: LoadOptions,
  report: Report,
): Promise<SourceDocument> {
  const limits = readLimits(options);
  if (source === '-') {
    const name = 'standard input';
    const text = await readStandardInput(limits);
    return { source: name, base: workingDirectory(), value: await parseText(text, name, report) };
  }
  if (typeof source !== 'string' && !(source instanceof URL)) {
    options.signal?.throwIfAborted();
    return { source: 'document', base: workingDirectory(), value: cloneJson(source, 'The document') };
  }
  const url = webUrl(source);
  if (url === undefined) {
    const path = filePath(source);
    const name = typeof source === 'string' ? source : path;
    const text = await readFileText(path, limits);
    return { source: name, base: pathToFileURL(resolve(path)), value: await parseText(text, name, report) };
  }
  const name = withoutCredentials(url).href;
  const fetched = await readUrlText(url, limits);
  const value = await parseText(fetched.text, name, report);
  return { source: name, location: fetched.url.href, base: fetched.url, value };
}

function workingDirectory(): URL {
  return pathToFileURL(`${process.cwd()}/`);
}

function webUrl(source: string | URL): URL | undefined {
  const text = String(source);
  // One letter before the colon is a Windows drive.
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === 'file') return undefined;
  if ((scheme === 'http' || scheme === 'https') && URL.canParse(text)) return new URL(text);
  const hint = 'Give a path, or a URL that begins with http:// or https://.';
  throw new OpenApiMcpError('SOURCE_UNREADABLE', `Cannot read from ${text}.`, { hint });
}

function filePath(source: string | URL): string {
  if (typeof source === 'string' && !/^file:/i.test(source)) return source;
  try {
    return fileURLToPath(source);
  } catch (cause) {
    const hint = 'Write it as file:///absolute/path.';
    throw new OpenApiMcpError('SOURCE_UNREADABLE', `Cannot read from ${String(source)}.`, { cause, hint });
  }
}
