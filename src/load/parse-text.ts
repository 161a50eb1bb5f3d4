import { OpenApiMcpError, messageOf } from '../errors.ts';
import type { Report } from '../errors.ts';
import type { Json } from '../json/value.ts';
import { cloneJson } from './clone-json.ts';

/** Text → value. JSON first, for it is many times quicker; then YAML 1.2 (core schema, with merge keys). */
export async function parseText(text: string, source: string, report: Report): Promise<Json> {
  const start = /\S/.exec(text)?.[0];
  if (start === undefined) throw emptyError(source);
  if (start === '<') throw markupError(text, source);
  if (start !== '{' && start !== '[') return parseYaml(text, source);
  try {
    return JSON.parse(text);
  } catch (cause) {
    return parseBrokenJson(text, source, report, cause);
  }
}

async function parseBrokenJson(text: string, source: string, report: Report, cause: unknown): Promise<Json> {
  const { findJsonError } = await import('./json-syntax-error.ts');
  const { offset, reason } = findJsonError(text);
  const { line, column } = positionOf(text, offset);
  const where = `line ${line}, column ${column}: ${reason}`;
  try {
    const value = await parseYaml(text, source);
    const message = `Not valid JSON (${where}); read as YAML, which allows more.`;
    report({ kind: 'repaired', pointer: '', message });
    return value;
  } catch {
    const location = { source, line, column };
    throw new OpenApiMcpError('SYNTAX_INVALID', `${source} is not valid JSON: ${where}.`, {
      cause,
      location,
    });
  }
}

async function parseYaml(text: string, source: string): Promise<Json> {
  const { CORE_SCHEMA, load, Type, YAMLException } = (await import('js-yaml')).default;
  const mergeKey = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (key) => key === '<<' });
  let value: unknown;
  try {
    // `json` lets a repeated key win over the earlier one, as in JSON.
    value = load(text, { schema: CORE_SCHEMA.extend({ implicit: [mergeKey] }), json: true });
  } catch (cause) {
    const mark = cause instanceof YAMLException ? cause.mark : undefined;
    const reason = cause instanceof YAMLException ? cause.reason : messageOf(cause);
    if (mark === undefined) {
      const location = { source };
      throw new OpenApiMcpError('SYNTAX_INVALID', `${source} is not valid YAML: ${reason}.`, {
        cause,
        location,
      });
    }
    const [line, column] = [mark.line + 1, mark.column + 1];
    const message = `${source} is not valid YAML: line ${line}, column ${column}: ${reason}.`;
    throw new OpenApiMcpError('SYNTAX_INVALID', message, { cause, location: { source, line, column } });
  }
  if (value === undefined || value === null) throw emptyError(source);
  // Aliases share nodes; a tree can be changed in place.
  return cloneJson(value, source);
}

/** Line and column of an offset, counted from 1. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

function emptyError(source: string): OpenApiMcpError {
  const hint = 'Check that the file, or what is piped in, has the document in it.';
  return new OpenApiMcpError('NOT_OPENAPI', `${source} is empty.`, { hint, location: { source } });
}

function markupError(text: string, source: string): OpenApiMcpError {
  const isPage = /<(?:!doctype\s+html|html|head|body)\b/i.test(text.slice(0, 10_000));
  if (!isPage) {
    const message = `${source} is XML, not an OpenAPI document.`;
    return new OpenApiMcpError('NOT_OPENAPI', message, { location: { source } });
  }
  const link = /["']([^"'\s<>]{1,300}\.(?:json|ya?ml))(?:\?[^"'\s]*)?["']/i.exec(text)?.[1];
  const hint =
    link === undefined
      ? 'Give the address of the OpenAPI document itself; documentation pages mostly link to it.'
      : `Give the address of the OpenAPI document itself; the page names ${link}.`;
  const message = `${source} is an HTML page, not an OpenAPI document.`;
  return new OpenApiMcpError('NOT_OPENAPI', message, { hint, location: { source } });
}
