import { OpenApiMcpError, messageOf } from '../errors.ts';
import type { Finding, Report } from '../errors.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import type { Json } from '../json/value.ts';
import { countKeys } from './count-keys.ts';
import { parseYaml } from './parse-yaml.ts';
import { sanitizeDocument } from './sanitize-document.ts';
import { toPlainJson } from './to-plain-json.ts';
import type { ScalarTexts } from './yaml-scalar.ts';

/**
 * Parses JSON or YAML 1.2 (core schema, with merge keys). A text that begins like JSON is parsed as JSON first, which is
 * many times faster. The result is safe for all later stages, and has the values of repeated keys. `texts` receives the
 * texts of the scalars of YAML that have another text than their value.
 *
 * @throws OpenApiMcpError SYNTAX_INVALID, NOT_OPENAPI
 */
export async function parseText(
  text: string,
  source: string,
  report: Report,
  texts: ScalarTexts = new Map(),
): Promise<Json> {
  const start = /\S/.exec(text)?.[0];
  if (start === undefined) throw emptyError(source);
  if (start === '<') throw markupError(text, source);
  const isJson = start === '{' || start === '[' || /^\s*\/[/*]/.test(text);
  if (!isJson) return readYaml(text, source, report, texts);
  try {
    return await readJson(text, report, texts);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return parseInvalidJson(text, source, report, texts, error);
  }
}

/**
 * Parses JSON, and merges the values of repeated keys. `texts` receives the digits of integers beyond 2^53.
 *
 * @throws SyntaxError
 */
export async function readJson(text: string, report: Report, texts: ScalarTexts = new Map()): Promise<Json> {
  const value: Json = JSON.parse(text);
  const findings: Finding[] = [];
  const { keyCount, hasLargeNumber } = sanitizeDocument(value, (finding) => findings.push(finding));
  const withDigits = async (json: string, rounded: Json): Promise<Json> =>
    hasLargeNumber ? (await import('./parse-exactly.ts')).parseExactly(json, rounded, texts) : rounded;
  if (keyCount !== countKeys(text)) {
    const { renameJsonKeys } = await import('./rename-repeated-keys.ts');
    const renamed = renameJsonKeys(text);
    if (renamed !== undefined) return mergeRepeated(await withDigits(renamed, JSON.parse(renamed)), report);
  }
  const exact = await withDigits(text, value);
  if (exact === value) for (const finding of findings) report(finding);
  else sanitizeDocument(exact, report);
  return exact;
}

/** Copies a document that was given as an object, which is not changed. `texts` receives the digits of its bigints. */
export function parseObject(
  object: object,
  source: string,
  report: Report,
  texts: ScalarTexts = new Map(),
): Json {
  const value = toPlainJson(object, source, texts);
  sanitizeDocument(value, report);
  return value;
}

async function mergeRepeated(value: Json, report: Report): Promise<Json> {
  const { mergeRepeatedKeys } = await import('./merge-repeated-keys.ts');
  sanitizeDocument(value, report);
  mergeRepeatedKeys(value, report);
  return value;
}

/** Parses a text that looks like JSON, but is not valid, without its comments, or else as YAML, which allows more. */
async function parseInvalidJson(
  text: string,
  source: string,
  report: Report,
  texts: ScalarTexts,
  cause: unknown,
): Promise<Json> {
  const { findJsonSyntaxError } = await import('./json-syntax-error.ts');
  const error = await findJsonSyntaxError(text);
  const findings: Finding[] = [];
  const collect = (finding: Finding): void => void findings.push(finding);
  if (error?.isComment === true) {
    const bare = await withoutComments(text);
    if (bare.trim() === '') {
      const message = `${source} is not valid JSON: nothing but comments.`;
      throw new OpenApiMcpError('SYNTAX_INVALID', message, { cause, location: { source } });
    }
    const value = await parseText(bare, source, collect, texts);
    const message = `The text has comments, which JSON does not have (the first in line ${error.line}). They were left out.`;
    report({ kind: 'repaired', pointer: '', message });
    for (const finding of findings) report(finding);
    return value;
  }
  const detail =
    error === undefined ? messageOf(cause) : `line ${error.line}, column ${error.column}: ${error.reason}`;
  try {
    const value = await readYaml(text, source, collect, texts);
    const message = `The text is not valid JSON (${detail}). It was read as YAML.`;
    report({ kind: 'repaired', pointer: '', message });
    for (const finding of findings) report(finding);
    return value;
  } catch {
    const location = omitUndefined({ source, line: error?.line, column: error?.column });
    const message = `${source} is not valid JSON: ${detail}.`;
    throw new OpenApiMcpError('SYNTAX_INVALID', message, { cause, location });
  }
}

/** Replaces the comments of a text by spaces, so that all positions stay. */
async function withoutComments(text: string): Promise<string> {
  const { stripComments } = await import('jsonc-parser');
  return stripComments(text, ' ');
}

/** Parses YAML, and merges the values of repeated keys. */
async function readYaml(text: string, source: string, report: Report, texts: ScalarTexts): Promise<Json> {
  const { value, hasRenamedKeys } = await parseYaml(text, source, report, texts);
  if (value === undefined) throw emptyError(source);
  if (hasRenamedKeys) return mergeRepeated(value, report);
  sanitizeDocument(value, report);
  return value;
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
  if (/<input[^>]{0,300}\btype\s*=\s*["']?password/i.test(text.slice(0, 100_000))) {
    const hint =
      "Pass --document-header with what a signed-in client sends, such as 'Authorization: Bearer …' or 'Cookie: …'.";
    const message = `${source} is a login page, not an OpenAPI document.`;
    return new OpenApiMcpError('NOT_OPENAPI', message, { hint, location: { source } });
  }
  const link = /["']([^"'\s<>]{1,300}\.(?:json|ya?ml))(?:\?[^"'\s]*)?["']/i.exec(text)?.[1];
  const hint =
    link === undefined
      ? 'Give the URL of the OpenAPI document itself. Documentation pages usually link to it.'
      : `Give the URL of the OpenAPI document itself. The page links to ${link}.`;
  const message = `${source} is an HTML page, not an OpenAPI document.`;
  return new OpenApiMcpError('NOT_OPENAPI', message, { hint, location: { source } });
}
