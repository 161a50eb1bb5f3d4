import { createUriMatcher } from '../../src/runtime/resource/match-uri.ts';
import { expectSame, expectThat, linesOf, stableOutcomeOf } from '../invariants.ts';
import type { ResourceDescriptor, ResourceVariable } from '../../src/descriptor.ts';
import type { JsonObject } from '../../src/json/value.ts';

interface Owner {
  resource: ResourceDescriptor;
}

const owners: Owner[] = [
  'shop://api/pets{?limit,tags*}',
  'shop://api/pets/{petId}',
  'shop://api/pets/{petId}/photos/{photo}.{format}{?limit}',
  'shop://api/caf%C3%A9/{a}-{b}',
  'shop://api/folder/{path}/',
].map((uri) => ({ resource: { kind: 'template' as const, uri, variables: variablesOf(uri) } }));

const match = createUriMatcher(owners);

/** Finds the resource of a URI, and expands its template with the arguments that were read. */
export async function fuzz(data: Buffer): Promise<void> {
  const [text = ''] = linesOf(data);
  for (const uri of [text, Buffer.from(text, 'latin1').toString('utf8')]) {
    const found = await stableOutcomeOf(() => match(uri));
    if (!('value' in found) || found.value === undefined) continue;
    const { owner, args } = found.value;
    for (const value of Object.values(args).flat())
      expectThat(typeof value === 'string', 'An argument of a URI is not a text');
    const again = match(expand(owner.resource, args));
    expectSame(again?.owner.resource.uri, owner.resource.uri, 'The expanded URI is another resource');
    // An empty list is left out of a query (RFC 6570 §3.2.1).
    const given = Object.fromEntries(
      Object.entries(args).filter(([, value]) => String(value) !== '' || !Array.isArray(value)),
    );
    expectSame(again?.args, given, 'The arguments change when they are expanded and read');
  }
}

function variablesOf(uri: string): ResourceVariable[] {
  return [...uri.matchAll(/\{(\??)([^{}]+)\}/g)].flatMap(([, query, names = '']) =>
    names.split(',').map((text): ResourceVariable => {
      const name = text.replace('*', '');
      const shape = text.endsWith('*') ? 'list' : 'value';
      return { name, argument: name, in: query === '?' ? 'query' : 'path', shape };
    }),
  );
}

/** Expands a template as RFC 6570 says, lists in their exploded form. */
function expand({ uri, variables }: ResourceDescriptor, args: JsonObject): string {
  const path = uri
    .replace(/\{\?.*$/, '')
    .replaceAll(/\{([^{}]+)\}/g, (_, name: string) => encode(String(args[name])));
  const pairs = variables
    .filter((variable) => variable.in === 'query')
    .flatMap(({ name }) =>
      [args[name] ?? []].flat().map((value) => `${encode(name)}=${encode(String(value))}`),
    );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** Encodes a text; a lone surrogate has no encoding. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
}
