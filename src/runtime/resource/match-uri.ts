import { echo } from '../../json/echo.ts';
import { invalidParams } from '../json-rpc.ts';
import type { ProtocolFault } from '../protocol.ts';
import { decodePercent } from './decode-percent.ts';
import type { OperationDescriptor, ResourceDescriptor, ResourceVariable } from '../../descriptor.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** The operation that a URI names, with the arguments in the URI. */
export interface ResourceMatch {
  operation: OperationDescriptor;
  args: JsonObject;
}

/** Whatever a resource belongs to. */
interface ResourceOwner {
  resource?: ResourceDescriptor;
}

interface CompiledResource<Owner> {
  owner: Owner;
  resource: ResourceDescriptor;
  segments: Segment[];
  /** The segments with every literal in one form of percent-encoding. */
  normalized: Segment[];
  pathVariables: ResourceVariable[];
  /** Characters outside variables: the template with more of them takes precedence. */
  literals: number;
}

/** The texts before, between and after the variables of a path segment. */
type Segment = string[];

/** Returns a function that finds the operation of a URI. The function throws if there is none. */
export function createResourceMatcher(operations: OperationDescriptor[]): (uri: string) => ResourceMatch {
  const match = createUriMatcher(operations);
  return (uri) => {
    const found = match(uri);
    if (found === undefined) throw invalidParams(`Resource not found: ${echo(uri)}`, { uri: echo(uri) });
    return { operation: found.owner, args: found.args };
  };
}

/**
 * Returns a function that matches raw URIs, since `new URL` would turn `/pets/%2E%2E/x` into `/x`. Query variables
 * may come in any order, repeatedly, or not at all. Clients may encode literals in another way, and drop a slash at the end.
 */
export function createUriMatcher<Owner extends ResourceOwner>(
  owners: Owner[],
): (uri: string) => { owner: Owner; args: JsonObject } | undefined {
  let compiled: CompiledResource<Owner>[] | undefined;
  return (uri) => {
    compiled ??= owners.flatMap(compile).toSorted((one, other) => other.literals - one.literals);
    const [beforeFragment = ''] = uri.split('#');
    const mark = beforeFragment.indexOf('?');
    const path = mark === -1 ? beforeFragment : beforeFragment.slice(0, mark);
    const query = mark === -1 ? '' : beforeFragment.slice(mark + 1);
    const found = findResource(compiled, path.split('/'));
    if (found === undefined) return undefined;
    const [candidate, values] = found;
    return { owner: candidate.owner, args: readVariables(candidate, values, query, uri) };
  };
}

/** Returns the resource of a path with the texts of its variables; VS Code drops a slash at the end. */
function findResource<Owner>(
  compiled: CompiledResource<Owner>[],
  texts: string[],
): [resource: CompiledResource<Owner>, values: string[]] | undefined {
  const normalized = texts.map(normalize);
  for (const candidate of compiled) {
    const values = matchPath(candidate.segments, texts) ?? matchPath(candidate.normalized, normalized);
    if (values !== undefined) return [candidate, values];
  }
  const withSlash = compiled.filter(({ segments }) => segments.at(-1)?.join() === '');
  return withSlash.length === 0 || texts.at(-1) === '' ? undefined : findResource(withSlash, [...texts, '']);
}

/** Returns a segment in one form of percent-encoding; an invalid one stays as it is. */
function normalize(text: string): string {
  const decoded = decodePercent(text);
  return decoded === undefined ? text : encodeURIComponent(decoded.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

function compile<Owner extends ResourceOwner>(owner: Owner): CompiledResource<Owner>[] {
  const { resource } = owner;
  if (resource === undefined) return [];
  const [path = ''] = resource.uri.split('{?');
  const pathVariables: ResourceVariable[] = [];
  let segment: Segment = [''];
  const segments = [segment];
  for (const [piece, name] of path.matchAll(/\{([^{}]+)\}|[^{}]+/g)) {
    const variable = resource.variables.find((candidate) => candidate.name === name);
    if (variable !== undefined) {
      pathVariables.push(variable);
      segment.push('');
      continue;
    }
    const [first = '', ...others] = piece.split('/');
    segment.push(`${segment.pop() ?? ''}${first}`);
    segments.push(...others.map((text) => [text]));
    segment = segments.at(-1) ?? segment;
  }
  const literals = path.replace(/\{[^{}]+\}/g, '').length;
  const normalized = segments.map((texts) => texts.map(normalize));
  return [{ owner, resource, segments, normalized, pathVariables, literals }];
}

/** Returns the texts of the variables in order, or `undefined` for another path. */
function matchPath(segments: Segment[], texts: string[]): string[] | undefined {
  if (segments.length !== texts.length) return undefined;
  const values: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const found = matchSegment(segment, texts[index] ?? '');
    if (found === undefined) return undefined;
    for (const value of found) values.push(value);
  }
  return values;
}

/**
 * Matches a segment from its end, so the first variable takes the longest text. A regular expression would backtrack.
 */
function matchSegment([first = '', ...others]: Segment, text: string): string[] | undefined {
  const last = others.pop();
  if (last === undefined) return text === first ? [] : undefined;
  let end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return undefined;
  const values: string[] = [];
  for (const literal of others.toReversed()) {
    const latest = end - literal.length;
    const start = latest < first.length ? -1 : text.lastIndexOf(literal, latest);
    if (start < first.length) return undefined;
    values.push(text.slice(start + literal.length, end));
    end = start;
  }
  return [text.slice(first.length, end), ...values.toReversed()];
}

function readVariables(
  { resource, pathVariables }: CompiledResource<unknown>,
  values: string[],
  query: string,
  uri: string,
): JsonObject {
  const texts = new Map<string, string[]>(
    pathVariables.map((variable, index) => [variable.name, [decode(values[index] ?? '', uri)]]),
  );
  for (const part of query.split('&').filter((text) => text !== '')) {
    const [rawName = '', ...rest] = part.split('=');
    const name = decode(rawName, uri);
    const variable = resource.variables.find(
      (candidate) => candidate.name === name && candidate.in === 'query',
    );
    if (variable === undefined) throw unknownVariable(name, resource, uri);
    const known = texts.get(name) ?? [];
    known.push(rest.join('='));
    texts.set(name, known);
  }
  const entries = resource.variables.flatMap((variable): [string, Json][] => {
    const given = texts.get(variable.name);
    return given === undefined ? [] : [[variable.argument, toArgument(variable, given, uri)]];
  });
  return Object.fromEntries(entries);
}

/** Returns the argument of a variable. A list in a query is split at commas before its items are decoded. */
function toArgument(variable: ResourceVariable, texts: string[], uri: string): Json {
  const read = (text: string): string => (variable.in === 'path' ? text : decode(text, uri));
  if (variable.shape === 'list') {
    const parts = texts.length === 1 ? (texts[0] ?? '').split(',') : texts;
    return parts.map(read).filter((text) => text !== '');
  }
  if (texts.length > 1)
    throw invalidParams(`${variable.name} is given more than once and takes one value`, { uri: echo(uri) });
  return read(texts[0] ?? '');
}

function unknownVariable(name: string, resource: ResourceDescriptor, uri: string): ProtocolFault {
  const known = resource.variables
    .filter((variable) => variable.in === 'query')
    .map((variable) => variable.name);
  const hint = known.length > 0 ? `this resource takes ${known.join(', ')}` : 'this resource takes none';
  return invalidParams(`Unknown query variable ${JSON.stringify(echo(name))}: ${hint}`, { uri: echo(uri) });
}

function decode(text: string, uri: string): string {
  const decoded = decodePercent(text);
  if (decoded !== undefined) return decoded;
  throw invalidParams(`Bad percent-encoding in ${JSON.stringify(echo(text))}: use UTF-8 (%C3%A9 for é)`, {
    uri: echo(uri),
  });
}
