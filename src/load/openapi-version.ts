import { OpenApiMcpError } from '../errors.ts';
import type { Report } from '../errors.ts';
import type { Json, JsonObject } from '../json/value.ts';
import { isJsonObject } from '../json/narrow.ts';

/** The version of the specification that a document is read by. 3.2 is read like 3.1. */
export type Dialect = '2.0' | '3.0' | '3.1';

/** The version that a document declares, with its dialect. */
export interface Version {
  declared: string;
  dialect: Dialect;
}

/** Returns the version of an OpenAPI document, or undefined for a fragment or an unsupported version. */
export function findVersion(value: Json): Version | undefined {
  const declared = isJsonObject(value) ? declaredVersion(value)?.text : undefined;
  const dialect = declared === undefined ? undefined : dialectOf(declared);
  return declared === undefined || dialect === undefined ? undefined : { declared, dialect };
}

/**
 * Returns the main document with its version.
 *
 * @throws OpenApiMcpError NOT_OPENAPI, VERSION_UNSUPPORTED
 */
export function requireVersion(
  value: Json,
  source: string,
  report: Report,
): Version & { document: JsonObject } {
  const location = { source };
  if (!isJsonObject(value)) {
    const type = value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
    const message = `${source} has ${type} at its root, not an OpenAPI document.`;
    throw new OpenApiMcpError('NOT_OPENAPI', message, { location });
  }
  const declared = declaredVersion(value);
  if (declared === undefined) throw otherFormatError(value, source);
  const dialect = dialectOf(declared.text);
  if (dialect === undefined) {
    const message = `${source} is ${declared.key} ${declared.text}; Swagger 2.0 and OpenAPI 3.x are supported.`;
    throw new OpenApiMcpError('VERSION_UNSUPPORTED', message, { location });
  }
  const pointer = `/${declared.key}`;
  if (declared.isNumber) {
    const message = `The version is a number, and was read as the text "${declared.text}".`;
    report({ kind: 'repaired', pointer, message });
  }
  if (dialect === '3.1' && !/^3\.[12](?:\.|$)/.test(declared.text)) {
    const message = `OpenAPI ${declared.text} is unknown, and was read as 3.1.`;
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
  openrpc: 'an OpenRPC document',
  smithy: 'a Smithy model; convert it to OpenAPI first',
  __export_format: 'an Insomnia export; export it as OpenAPI first',
  $schema: 'a JSON Schema',
};

/** Returns true for a collection of Postman: as a file, or as its API returns one. */
function isPostmanCollection({ info, collection }: JsonObject): boolean {
  if (isJsonObject(collection) && isPostmanCollection(collection)) return true;
  return (
    isJsonObject(info) && ('_postman_id' in info || /\bgetpostman\.com\b/.test(String(info['schema'] ?? '')))
  );
}

function otherFormatError(document: JsonObject, source: string): OpenApiMcpError {
  const isPostman = isPostmanCollection(document);
  const key = Object.keys(otherFormats).find((name) => Object.hasOwn(document, name));
  const format = isPostman ? 'a Postman collection; export it as OpenAPI first' : key && otherFormats[key];
  const message = `${source} has no openapi or swagger version at its root.`;
  const location = { source };
  if (format === undefined) return new OpenApiMcpError('NOT_OPENAPI', message, { location });
  return new OpenApiMcpError('NOT_OPENAPI', message, { hint: `It looks like ${format}.`, location });
}
