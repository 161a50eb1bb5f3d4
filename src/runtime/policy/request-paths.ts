import { compilePattern } from '../../operation-pattern.ts';
import type { Matches } from '../../operation-pattern.ts';
import type { RequestTarget } from './access-control.ts';

/** Compiles a pattern of a path for requests to a server, whose path it may begin with. */
export function compilePathPattern(pattern: string, basePath: string): Matches[] {
  const [, method = '', path = ''] = /^(\S+\s+)?(\/.*)$/s.exec(pattern.trim()) ?? [];
  const isWhole = basePath !== '' && path.startsWith(`${basePath}/`);
  return [
    compilePattern(pattern),
    ...(isWhole ? [compilePattern(`${method}${path.slice(basePath.length)}`)] : []),
  ];
}

/**
 * Returns the paths that a server may understand from a target, without the path of the server: as it is, decoded, without
 * parameters, empty segments and dot segments, and in lower case.
 */
export function pathsOf({ basePath, target }: RequestTarget): string[] {
  const [path = ''] = target.split(/[?#]/, 1);
  const own = path.startsWith(basePath) ? path.slice(basePath.length) : path;
  const decoded = [own, ...decodings(own)];
  const plain = decoded.map((text) => withoutDots(text.replaceAll('\\', '/')));
  const all = [...decoded, ...plain];
  return [...new Set([...all, ...all.map((text) => text.toLowerCase())])];
}

/** Largest number of times that proxies and servers may decode a path. */
const mostDecodings = 3;

function decodings(path: string): string[] {
  const texts: string[] = [];
  let text = path;
  for (let round = 0; round < mostDecodings && text.includes('%'); round++) {
    text = text.replace(/(?:%[\da-f]{2})+/gi, (triplets) =>
      Buffer.from(triplets.replaceAll('%', ''), 'hex').toString('utf8'),
    );
    texts.push(text);
  }
  return texts;
}

function withoutDots(text: string): string {
  const segments: string[] = [];
  // A server that decodes too early sees a query in an encoded question mark.
  const [path = ''] = text.split(/[?#]/, 1);
  for (const segment of path.split('/')) {
    const [name = ''] = segment.split(';', 1);
    if (name === '..') segments.pop();
    else if (name !== '' && name !== '.') segments.push(name);
  }
  return `/${segments.join('/')}`;
}
