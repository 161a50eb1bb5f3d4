import { asJsonObject } from '../../json/narrow.ts';
import { parseLinkHeader } from '../../http/link-header.ts';
import { bareName, findPagination, words } from './pagination.ts';
import { joinLines } from '../../http/field-lines.ts';
import type { NextPage, Page } from './pagination.ts';
import type { OperationDescriptor, ParameterBinding } from '../../descriptor.ts';
import type { Json, JsonObject } from '../../json/value.ts';

/** A position that a response names: a URL, a number or a token. */
interface Position {
  /** The name in lower case without punctuation. */
  name: string;
  value: Json;
}

/** Names of the next position, in headers and in bodies, without case and punctuation. */
const positions = new Set(
  words(`next nextpage nextcursor nextpagecursor nextpagetoken nexttoken nextpageurl nexturl nextlink nexthref
    nextmarker nextoffset nextstart nextcontinuationtoken odatanextlink continuationtoken continue endcursor`),
);

/** Names of properties that hold the positions of a list. */
const holders = new Set(
  words('meta metadata pagination paging links page pages pageinfo cursors responsemetadata resultinfo'),
);

const maximumDepth = 3;

/** An object with more properties is a map, not the frame of a page. */
const maximumProperties = 100;

/**
 * Finds the next page of an operation with query parameters: in the `Link` header, in headers with such a name, and then
 * in the JSON of the body.
 */
export function findNextPage(page: Page): NextPage | undefined {
  if (!page.operation.parameters.some((parameter) => parameter.in === 'query')) return undefined;
  const found = [...linkPositions(page.headers), ...headerPositions(page.headers), ...bodyPositions(page)];
  for (const position of found) {
    const args = argumentsOf(position, page);
    if (args !== undefined) return { args };
  }
  const address = linkPositions(page.headers).find(({ value }) => isOtherPage(value, page));
  return typeof address?.value === 'string' ? { address: address.value } : undefined;
}

/** Reads `rel="next"` (RFC 8288). */
function linkPositions({ link }: Page['headers']): Position[] {
  return parseLinkHeader(joinLines(link))
    .filter(({ relations }) => relations.includes('next'))
    .map(({ target }) => ({ name: 'link', value: target }));
}

function headerPositions(headers: Page['headers']): Position[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const bare = bareName({ name }).replace(/^x(?:ms)?(?=next|cont)/, '');
    return positions.has(bare) ? [value].flat().map((text) => ({ name: bare, value: text })) : [];
  });
}

function bodyPositions({ body }: Page): Position[] {
  const root = body.kind === 'json' ? asJsonObject(body.value) : undefined;
  return root === undefined ? [] : positionsIn(root, 0);
}

function positionsIn(object: JsonObject, depth: number): Position[] {
  if (Object.keys(object).length > maximumProperties) return [];
  const entries = Object.entries(object).map(([name, value]) => ({ name: bareName({ name }), value }));
  if (entries.some(({ name, value }) => /^has(?:more|next|nextpage)$/.test(name) && value === false))
    return [];
  const own = entries.filter(({ name }) => positions.has(name)).flatMap(valuesOf);
  const held = entries.flatMap(({ name, value }) => {
    const inner = holders.has(name) && depth < maximumDepth ? asJsonObject(value) : undefined;
    if (inner === undefined) return [];
    const after = name === 'cursors' ? valuesOf({ name: 'after', value: inner['after'] ?? null }) : [];
    return [...positionsIn(inner, depth + 1), ...after];
  });
  return [...own, ...held];
}

/** Returns a position, or those in an object such as `{ href }` and `{ after }`. */
function valuesOf({ name, value }: Position): Position[] {
  const object = asJsonObject(value);
  if (object === undefined) return [{ name, value }];
  return ['href', 'url', 'link', 'after', 'cursor'].flatMap((key) =>
    object[key] === undefined ? [] : [{ name: key === 'after' ? key : name, value: object[key] }],
  );
}

function argumentsOf({ name, value }: Position, page: Page): JsonObject | undefined {
  const isLink = /(?:link|url|href)$/.test(name) || /^(?:[a-z][a-z+.-]*:\/)?\/|^\?/i.test(String(value));
  if (isLink) return typeof value === 'string' ? linkedArguments(value, page) : undefined;
  if (!(typeof value === 'number' || typeof value === 'string') || value === '') return undefined;
  const argument = argumentFor(name, /^\d{1,9}$/.test(String(value)), page.operation);
  if (argument === undefined) return undefined;
  const current = new URL(page.sent).searchParams.getAll(argument.name);
  return current.includes(String(value)) ? undefined : { [argument.argument]: value };
}

/** Returns the parameter that takes a position: the one of its name, or else by its role. */
function argumentFor(
  name: string,
  isNumber: boolean,
  operation: OperationDescriptor,
): OperationDescriptor['parameters'][number] | undefined {
  const query = operation.parameters.filter((binding) => binding.in === 'query');
  const bare = name.replace(/^next(?=.)/, '');
  const named = query.find((binding) => [name, bare].includes(bareName(binding)));
  if (named !== undefined) return named;
  const { cursor, page, offset } = findPagination(operation);
  const numbers = /offset|start/.test(name)
    ? [offset]
    : /page/.test(name)
      ? [page, cursor]
      : [cursor, page, offset];
  const argument = (isNumber ? numbers : [cursor]).find((candidate) => candidate !== undefined);
  return query.find((binding) => binding.argument === argument);
}

/** Returns the arguments in which the query of a link differs from the one that was sent. */
function linkedArguments(target: string, { operation, sent }: Page): JsonObject | undefined {
  const changed = changedQuery(target, sent);
  const args: Record<string, Json> = {};
  const extra = operation.parameters.find(({ serialization }) => 'repeatsLists' in serialization)?.argument;
  for (const [name, values] of changed) {
    const binding = operation.parameters.find(
      (parameter) => parameter.in === 'query' && parameter.name === name,
    );
    const value = values.length > 1 ? values : (values[0] ?? '');
    const holder = binding ?? operation.parameters.find((each) => memberName(each, name, operation));
    if (holder !== undefined)
      args[holder.argument] =
        holder === binding ? value : linkedObject(holder, new URL(target, sent), operation);
    else if (extra === undefined) return undefined;
    else args[extra] = { ...asJsonObject(args[extra]), [name]: value };
  }
  return changed.length > 0 ? args : undefined;
}

/** Returns the object of a parameter that the query of a link has, with the properties that the link does not change. */
function linkedObject(binding: ParameterBinding, link: URL, operation: OperationDescriptor): JsonObject {
  return Object.fromEntries(
    [...link.searchParams].flatMap(([name, value]) => {
      const member = memberName(binding, name, operation);
      return member === undefined ? [] : [[member, value]];
    }),
  );
}

/** Returns the property of an object parameter that a name of the query stands for: `size` of `page[size]`. */
function memberName(
  { in: place, name, argument, serialization }: ParameterBinding,
  written: string,
  { inputSchema }: OperationDescriptor,
): string | undefined {
  if (place !== 'query' || !('style' in serialization)) return undefined;
  if (serialization.style === 'deepObject')
    return written.startsWith(`${name}[`)
      ? /^\[([^[\]]+)\]$/.exec(written.slice(name.length))?.[1]
      : undefined;
  const schema = asJsonObject(asJsonObject(inputSchema['properties'])?.[argument]);
  const properties = asJsonObject(schema?.['properties']) ?? {};
  return serialization.explode && Object.hasOwn(properties, written) ? written : undefined;
}

/** Returns true for a link that leads to another query than the one that was sent. */
function isOtherPage(target: Json, { sent }: Page): boolean {
  return typeof target === 'string' && changedQuery(target, sent).length > 0;
}

function changedQuery(target: string, sent: string): [name: string, values: string[]][] {
  if (!URL.canParse(target, sent)) return [];
  const current = new URL(sent).searchParams;
  const linked = new URL(target, sent).searchParams;
  return [...new Set(linked.keys())]
    .map((name): [string, string[]] => [name, linked.getAll(name)])
    .filter(([name, values]) => values.join('\n') !== current.getAll(name).join('\n'));
}
