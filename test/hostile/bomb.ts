import type { Json, JsonObject } from '../../src/json/value.ts';

/** Small parts of documents that grow when they are read. */

export const head = 'openapi: 3.1.0\ninfo: {title: Bomb, version: "1"}\n';
export const jsonHead = '"openapi":"3.1.0","info":{"title":"Bomb","version":"1"}';
export const getA = 'paths: {/a: {get: {responses: {}}}}\n';

/** Nine levels, each with nine references to the next. */
export function billionLaughs(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const inner = level === 0 ? 'lol' : `*l${level - 1}`;
    return `  l${level}: &l${level} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
  });
  return `${head}x-bomb:\n${levels.join('\n')}\n${getA}`;
}

export const refTo = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

/** Returns forty schemas, each of which refers to the next one `branches` times. */
export function fan(keyword: string, branches: number, depth = 40): JsonObject {
  return Object.fromEntries(
    Array.from({ length: depth }, (_, level) => {
      const next = level === depth - 1 ? { type: 'object' } : refTo(`L${level + 1}`);
      const list = Array.from({ length: branches }, () => next);
      const value: Json =
        keyword === 'properties' ? Object.fromEntries(list.map((item, index) => [`p${index}`, item])) : list;
      return [`L${level}`, { [keyword]: value }];
    }),
  );
}

export function nested(depth: number, open: string, close: string): string {
  return open.repeat(depth) + close.repeat(depth);
}
