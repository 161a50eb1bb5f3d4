import { omitUndefined } from '../json/omit-undefined.ts';
import { asText } from './visible-text.ts';
import { asArray, asJsonObject, asScalarText, asString } from '../json/narrow.ts';
import { readEncodings } from './read-encodings.ts';
import { firstExample, readSourceSchema, severalExamples } from './read-media-type.ts';
import { childPointer } from '../json/pointer.ts';
import { dereference, dereferenceOrEmpty } from './reference.ts';
import { isFramingHeader } from '../http/framing-header.ts';
import { isToken } from '../http/token.ts';
import { reportHiddenCharacters } from './report-findings.ts';
import { readTemplate } from './read-template.ts';
import { readStyle, stylesByLocation } from './read-style.ts';
import type { Encodings } from './read-encodings.ts';
import type { ReadingContext } from './reading-context.ts';
import type { Located } from './reference.ts';
import type { Parameter, SourceSchema } from './api-model.ts';
import type { Report } from '../errors.ts';
import type { ParameterLocation } from '../descriptor.ts';
import type { JsonObject } from '../json/value.ts';

/** Headers that are not parameters even if declared as such (OpenAPI 3.1 §4.8.12.1). */
const ignoredHeaders = new Set(['accept', 'content-type', 'authorization']);

/** Headers that a signature of AWS makes, which documents list as parameters. A model cannot make one. */
const signatureHeaders = new Set(
  ['content-sha256', 'date', 'algorithm', 'credential', 'security-token', 'signature', 'signedheaders'].map(
    (name) => `x-amz-${name}`,
  ),
);

/**
 * Reads the parameters of an operation: those of its path item, overridden by its own, repaired to match the path
 * template. Parameters that cannot be sent are reported and left out.
 */
export function readParameters(
  context: ReadingContext,
  path: string,
  sources: { node: unknown; pointer: string }[],
): { path: string; parameters: Parameter[] } {
  const { report } = context;
  const parameters = new Map<string, Parameter>();
  for (const { node, pointer } of sources) {
    if (node === undefined) continue;
    const list = asArray(node);
    if (list === undefined) report({ kind: 'relaxed', pointer, message: 'parameters is not an array' });
    const own = new Set<string>();
    for (const [index, item] of (list ?? []).entries()) {
      const place = childPointer(pointer, index);
      const parameter = readParameter(context, item, place);
      if (parameter === undefined) continue;
      const identity = identityOf(parameter);
      if (own.has(identity)) reportRepeated(parameter, place, report);
      own.add(identity);
      parameters.set(identity, parameter);
    }
  }
  return matchTemplate(path, [...parameters.values()], sources[0]?.pointer ?? '', report);
}

/** Returns the key under which parameters override each other; header names have no case (RFC 9110 §5.1). */
function identityOf({ in: location, name }: Parameter): string {
  return `${location} ${location === 'header' ? name.toLowerCase() : name}`;
}

function readParameter(context: ReadingContext, item: unknown, pointer: string): Parameter | undefined {
  const { document, report, parameters } = context;
  const resolved = dereference(document, item, pointer, report);
  if (resolved !== undefined)
    return parameters(resolved.node, () => readResolved(document, resolved, report));
  if (asJsonObject(item) === undefined) reportNameless(pointer, report);
  return undefined;
}

function reportRepeated({ in: location, name }: Parameter, pointer: string, report: Report): void {
  const message = `${location} parameter ${name} is repeated: its last declaration is used`;
  report({ kind: 'repaired', pointer, message });
}

function reportNameless(pointer: string, report: Report): void {
  report({ kind: 'relaxed', pointer, message: 'a parameter without a name was left out' });
}

function readResolved(
  document: JsonObject,
  { node, pointer }: Located<JsonObject>,
  report: Report,
): Parameter | undefined {
  const name = asScalarText(node['name']);
  const location = asString(node['in']);
  if (name === undefined || name === '') {
    reportNameless(pointer, report);
    return undefined;
  }
  if (!isLocation(location)) {
    const message = `parameter ${name} was left out: ${JSON.stringify(node['in'] ?? null)} is not a location of parameters`;
    report({ kind: 'relaxed', pointer, message });
    return undefined;
  }
  if (location === 'header' && ignoredHeaders.has(name.toLowerCase())) return undefined;
  if (location === 'header' && signatureHeaders.has(name.toLowerCase())) {
    const message = `header ${name} is not an argument: a signature makes it; pass --header if you have one`;
    report({ kind: 'ignored', pointer, message });
    return undefined;
  }
  if (location === 'header' && isFramingHeader(name)) {
    const message = `header ${name} was left out: the HTTP client frames the request itself`;
    report({ kind: 'relaxed', pointer, message });
    return undefined;
  }
  if (location === 'header' && !isToken(name)) {
    report({ kind: 'relaxed', pointer, message: `header ${name} was left out: its name is not valid` });
    return undefined;
  }
  reportHiddenCharacters(node, ['description'], pointer, report);
  const content = firstContent(document, node, pointer, report);
  return omitUndefined({
    name,
    in: location,
    description: asText(node['description']),
    required: location === 'path' || node['required'] === true,
    deprecated: node['deprecated'] === true,
    schema: content?.schema ?? readSourceSchema(node['schema'], pointer, report),
    example: firstExample(document, content?.node ?? node, pointer, report),
    examples: severalExamples(document, content?.node ?? node, pointer, report),
    serialization:
      content === undefined
        ? readStyle(node, location, pointer, report)
        : ({ kind: 'content', mediaType: content.mediaType, ...content.encodings } as const),
    pointer,
    schemaPointer: childPointer(content?.pointer ?? pointer, 'schema'),
  });
}

function isLocation(value: string | undefined): value is ParameterLocation {
  return value !== undefined && Object.hasOwn(stylesByLocation, value);
}

function firstContent(
  document: JsonObject,
  node: JsonObject,
  pointer: string,
  report: Report,
):
  | { mediaType: string; schema: SourceSchema; encodings: Encodings; node: JsonObject; pointer: string }
  | undefined {
  const [entry] = Object.entries(asJsonObject(node['content']) ?? {});
  if (entry === undefined) return undefined;
  const [mediaType, value] = entry;
  const place = childPointer(pointer, 'content', mediaType);
  const media = dereferenceOrEmpty(document, value, place, report);
  const schema = readSourceSchema(media.node['schema'], media.pointer, report);
  const encodings = readEncodings(document, media.node, media.pointer, report);
  return { mediaType, schema, encodings, ...media };
}

/** Returns the names between braces of a path template, in order. */
export function templateNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '');
}

/** Drops path parameters that the template does not have, and adds those that are not declared. */
function matchTemplate(
  declaredPath: string,
  parameters: Parameter[],
  pointer: string,
  report: Report,
): { path: string; parameters: Parameter[] } {
  const declared = parameters.flatMap(({ in: location, name }) => (location === 'path' ? [name] : []));
  const { path, greedy, query, repairs } = readTemplate(declaredPath, declared);
  for (const [from, to] of repairs)
    report({ kind: 'repaired', pointer, message: `${from} in the path ${declaredPath} is read as ${to}` });
  const names = new Set(templateNames(path));
  const matched = parameters.filter((parameter) => {
    const isMatched = parameter.in !== 'path' || names.delete(parameter.name);
    if (!isMatched)
      report({
        kind: 'relaxed',
        pointer: parameter.pointer,
        message: `path parameter ${parameter.name} was left out: ${path} does not have it`,
      });
    return isMatched;
  });
  const undeclared = [...names].map((name) => undeclaredParameter(name, 'path', pointer, report));
  const inQuery = new Set(parameters.flatMap((each) => (each.in === 'query' ? [each.name] : [])));
  const added = query
    .filter((name) => !inQuery.has(name))
    .map((name) => undeclaredParameter(name, 'query', pointer, report));
  const all = [...undeclared, ...matched, ...added];
  return { path, parameters: all.map((each) => (greedy.has(each.name) ? withSlashes(each) : each)) };
}

function undeclaredParameter(
  name: string,
  location: 'path' | 'query',
  pointer: string,
  report: Report,
): Parameter {
  const message = `${location} parameter ${name} is not declared and is read as a string`;
  report({ kind: 'repaired', pointer, message });
  const style = location === 'path' ? 'simple' : 'form';
  return {
    name,
    in: location,
    required: location === 'path',
    deprecated: false,
    schema: { type: 'string' },
    serialization: { kind: 'style', style, explode: location === 'query', allowReserved: false },
    pointer,
    schemaPointer: pointer,
  };
}

/** Lets the value of a path parameter have slashes. */
function withSlashes(parameter: Parameter): Parameter {
  const { serialization } = parameter;
  if (parameter.in !== 'path' || serialization.kind !== 'style') return parameter;
  return { ...parameter, serialization: { ...serialization, allowSlashes: true } };
}
