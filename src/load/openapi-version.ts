import { OpenApiMcpError } from '../errors.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { isJsonObject } from '../json/narrow.ts';

/** How a document is written; 3.2 reads like 3.1. */
export type Dialect = '2.0' | '3.0' | '3.1';

/** The version that a document declares, and the dialect it is read in. */
export interface Version {
  declared: string;
  dialect: Dialect;
}

/** The version of a whole OpenAPI document; undefined where it is a fragment, or of another version. */
export function findVersion(value: Json): Version | undefined {
  const declared = isJsonObject(value) ? declaredVersion(value)?.text : undefined;
  const dialect = declared === undefined ? undefined : dialectOf(declared);
  return declared === undefined || dialect === undefined ? undefined : { declared, dialect };
}

/** The version of the document to serve; throws where it is none that can be served. */
export function requireVersion(
  value: Json,
  source: string,
  report: Report,
): Version & { document: JsonObject } {
  const location = { source };
  if (!isJsonObject(value)) {
    const found = value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
    const message = `${source} has ${found} at its root, not an OpenAPI document.`;
    throw new OpenApiMcpError('NOT_OPENAPI', message, { location });
  }
  const declared = declaredVersion(value);
  if (declared === undefined) throw foreignError(value, source);
  const dialect = dialectOf(declared.text);
  if (dialect === undefined) {
    const message = `${source} is ${declared.key} ${declared.text}; Swagger 2.0 and OpenAPI 3.x are supported.`;
    throw new OpenApiMcpError('VERSION_UNSUPPORTED', message, { location });
  }
  const pointer = `/${declared.key}`;
  if (declared.isNumber) {
    const message = `The version is a number, read as "${declared.text}"; it should be quoted.`;
    report({ kind: 'repaired', pointer, message });
  }
  if (dialect === '3.1' && !/^3\.[12](?:\.|$)/.test(declared.text)) {
    const message = `OpenAPI ${declared.text} is not known; read as 3.1.`;
    report({ kind: 'repaired', pointer, message });
  }
  return { declared: declared.text, dialect, document: value };
}

function declaredVersion(document: JsonObject) {
  for (const key of ['openapi', 'swagger', 'swaggerVersion'] as const) {
    const value = document[key];
    if (typeof value === 'string' && value.trim() !== '') return { key, text: value.trim(), isNumber: false };
    // YAML reads an unquoted 2.0 as the number 2.
    if (typeof value === 'number') {
      const text = Number.isInteger(value) ? `${value}.0` : String(value);
      return { key, text, isNumber: true };
    }
  }
  return undefined;
}

function dialectOf(version: string): Dialect | undefined {
  if (/^2(?:\.0)*$/.test(version)) return '2.0';
  if (/^3(?:$|\.0(?:$|\D))/.test(version)) return '3.0';
  return /^3\.\d/.test(version) ? '3.1' : undefined;
}

const otherFormats: Record<string, string> = {
  asyncapi: 'an AsyncAPI document',
  arazzo: 'an Arazzo document; give the OpenAPI document that it describes',
  overlay: 'an OpenAPI Overlay; apply it to its document first',
  raml: 'a RAML document; convert it to OpenAPI first',
  kind: 'a Google discovery or Kubernetes document; convert it to OpenAPI first',
  __schema: 'a GraphQL schema',
};

function foreignError(document: JsonObject, source: string): OpenApiMcpError {
  const info = document['info'];
  const isPostman = isJsonObject(info) && '_postman_id' in info;
  const key = Object.keys(otherFormats).find((name) => Object.hasOwn(document, name));
  const what = isPostman ? 'a Postman collection; export it as OpenAPI first' : key && otherFormats[key];
  const message = `${source} has no openapi or swagger version at its root.`;
  const location = { source };
  if (what === undefined) return new OpenApiMcpError('NOT_OPENAPI', message, { location });
  return new OpenApiMcpError('NOT_OPENAPI', message, { hint: `It looks like ${what}.`, location });
}
