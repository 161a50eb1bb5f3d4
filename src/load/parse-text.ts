import { OpenApiMcpError, messageOf } from '../errors.ts';
import type { Report } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { Json } from '../json/value.ts';
import { toPlainJson } from './to-plain-json.ts';

/**
 * Parses JSON or YAML 1.2 (core schema, with merge keys). A text that begins like JSON is parsed as JSON first, which is
 * many times faster.
 *
 * @throws OpenApiMcpError SYNTAX_INVALID, NOT_OPENAPI
 */
export async function parseText(text: string, source: string, report: Report): Promise<Json> {
  const start = /\S/.exec(text)?.[0];
  if (start === undefined) throw emptyError(source);
  if (start === '<') throw markupError(text, source);
  if (start !== '{' && start !== '[') return parseYaml(text, source);
  try {
    return JSON.parse(text);
  } catch (cause) {
    return parseInvalidJson(text, source, report, cause);
  }
}

/** Parses a text that looks like JSON, but is not valid, as YAML, which allows more. */
async function parseInvalidJson(text: string, source: string, report: Report, cause: unknown): Promise<Json> {
  const { findJsonSyntaxError } = await import('./json-syntax-error.ts');
  const error = await findJsonSyntaxError(text);
  const detail =
    error === undefined ? messageOf(cause) : `line ${error.line}, column ${error.column}: ${error.reason}`;
  try {
    const value = await parseYaml(text, source);
    report({
      kind: 'repaired',
      pointer: '',
      message: `The text is not valid JSON (${detail}). It was read as YAML.`,
    });
    return value;
  } catch {
    const location = omitUndefined({ source, line: error?.line, column: error?.column });
    const message = `${source} is not valid JSON: ${detail}.`;
    throw new OpenApiMcpError('SYNTAX_INVALID', message, { cause, location });
  }
}

async function parseYaml(text: string, source: string): Promise<Json> {
  const { CORE_SCHEMA, load, Type, YAMLException } = (await import('js-yaml')).default;
  const mergeKey = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (key) => key === '<<' });
  let value: unknown;
  try {
    // With `json` the last of several equal keys wins, as in JSON.
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
  // Aliases share values, but later stages change the document in place.
  return toPlainJson(value, source);
}

function emptyError(source: string): OpenApiMcpError {
  const hint = 'Check that the file or the input contains the document.';
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
      ? 'Give the URL of the OpenAPI document itself. Documentation pages usually link to it.'
      : `Give the URL of the OpenAPI document itself. The page links to ${link}.`;
  const message = `${source} is an HTML page, not an OpenAPI document.`;
  return new OpenApiMcpError('NOT_OPENAPI', message, { hint, location: { source } });
}
