import { resolveServerUrl } from '../http/resolve-server-url.ts';
import { escapeRegExp } from './escape-regexp.ts';
import type { ApiModel } from '../model/api-model.ts';
import type { ServerDescriptor } from '../descriptor.ts';

/** Returns the path of the document's first server, with its variables at their defaults. */
export function basePath(model: ApiModel): string {
  const [server] = model.servers;
  return server === undefined ? '' : defaultPath(server, model.location);
}

/** A pattern of the paths of a server. */
export interface BasePathPattern {
  /** Source of a regular expression: a variable matches the values of its enum, or any text. */
  source: string;
  /** The path before the first variable. */
  prefix: string;
}

/** Returns the distinct path patterns of all servers of an API, and the empty one. */
export function basePathPatterns(model: ApiModel): BasePathPattern[] {
  const servers = [...model.servers, ...model.operations.flatMap((operation) => operation.servers ?? [])];
  const patterns = servers.flatMap((server): [string, BasePathPattern][] => {
    const pattern = toPattern(server, model.location);
    const named: [string, BasePathPattern] = [pattern.source, pattern];
    if (!server.url.startsWith('{')) return [named];
    // A variable at the beginning of a URL can have a host or the root, which the pattern does not match.
    const prefix = defaultPath(server, model.location);
    const source = escapeRegExp(prefix);
    return [named, [source, { source, prefix }]];
  });
  return [...new Map([...patterns, ['', { source: '', prefix: '' }]]).values()];
}

/** Returns the path of a server, with its variables at their defaults. */
function defaultPath({ url, variables }: ServerDescriptor, location: string | undefined): string {
  const expanded = url.replace(/\{([^{}]+)\}/g, (_, name: string) => variables?.[name]?.default ?? '');
  return pathOf(expanded, location);
}

function toPattern(server: ServerDescriptor, location: string | undefined): BasePathPattern {
  const names: string[] = [];
  // The placeholders survive URL parsing, which would encode braces.
  const url = server.url.replace(/\{([^{}]+)\}/g, (_, name: string) => `variable-${names.push(name) - 1}-`);
  const path = pathOf(url, location);
  const source = escapeRegExp(path).replace(/variable-(\d+)-/g, (_, index: string) => {
    const values = server.variables?.[names[Number(index)] ?? '']?.enum;
    return values === undefined ? '[^/]*' : `(?:${values.map(escapeRegExp).join('|')})`;
  });
  return { source, prefix: path.split(/variable-\d+-/)[0] ?? '' };
}

/** Returns the path of a server URL without slashes at its end. */
function pathOf(url: string, location = 'http://localhost'): string {
  try {
    return resolveServerUrl(url, location).pathname.replace(/(?<!\/)\/+$/, '');
  } catch {
    return '';
  }
}
