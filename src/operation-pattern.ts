import { isOperationMethod } from './http/method.ts';

/** The subject of a pattern: an operation, or a tool without a method and a path. */
export interface PatternTarget {
  /** The name of the tool, and its other names. */
  names: string[];
  tags?: string[];
  /** In upper case. */
  method?: string;
  path?: string;
}

/** Returns true if a pattern matches its subject. */
export type Matches = (target: PatternTarget) => boolean;

/**
 * Compiles a pattern: a tool's name or an operationId, `tag:NAME`, a method, a path, or `METHOD path`. `*` matches any
 * text within a path segment, `**` any text.
 */
export function compilePattern(pattern: string): Matches {
  const text = pattern.trim();
  if (text.startsWith('tag:')) {
    const tag = glob(text.slice(4).trim());
    return ({ tags = [] }) => tags.some((name) => tag.test(name));
  }
  if (isOperationMethod(text.toLowerCase())) return (target) => target.method === text.toUpperCase();
  if (text.startsWith('/')) {
    const path = glob(text);
    return (target) => target.path !== undefined && path.test(target.path);
  }
  const pair = /^(\S+)\s+(\/.*)$/.exec(text);
  if (pair !== null) {
    const verb = glob((pair[1] ?? '').toUpperCase());
    const path = glob(pair[2] ?? '');
    return (target) =>
      target.method !== undefined &&
      target.path !== undefined &&
      verb.test(target.method) &&
      path.test(target.path);
  }
  const name = glob(text);
  return ({ names }) => names.some((known) => name.test(known));
}

/** Returns true for a pattern of a path, with or without a method. */
export function isPathPattern(pattern: string): boolean {
  return /^(?:\S+\s+)?\//.test(pattern.trim());
}

/** Returns true for a pattern of a path without wildcards that fits the template of an operation. */
export function fitsTemplate(pattern: string, template: string): boolean {
  const path = /^(?:\S+\s+)?(\/[^*]*)$/.exec(pattern.trim())?.[1];
  return path !== undefined && compilePattern(template.replace(/\{[^{}]*\}/g, '*'))({ names: [], path });
}

function glob(pattern: string): RegExp {
  const source = pattern
    .split(/(\*+)/)
    .map((part) =>
      part === '*' ? '[^/]*' : part.startsWith('**') ? '.*' : part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'),
    );
  return new RegExp(`^${source.join('')}$`, 's');
}
