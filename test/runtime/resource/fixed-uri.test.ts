import { expect, it } from 'vitest';
import { createHandlers } from '../../../src/index.ts';
import { describeDocument } from '../../support/describe.ts';
import type { JsonObject } from '../../../src/json/value.ts';

const optional = { name: 'q', in: 'query', schema: { type: 'string' } };
const required = { ...optional, required: true };

/** Lists the resources and templates of a GET. */
async function lists(path: string, parameters: JsonObject[], body?: JsonObject): Promise<string[][]> {
  const get = { parameters, responses: {}, ...(body === undefined ? {} : { requestBody: body }) };
  const { descriptor } = describeDocument({ info: { title: 'Shop' }, paths: { [path]: { get } } });
  const handlers = createHandlers(descriptor);
  const { resources } = handlers.listResources();
  const { resourceTemplates } = handlers.listResourceTemplates();
  await handlers.close();
  const fixed = resources.filter(({ name }) => name !== 'overview');
  return [fixed.map(({ uri }) => uri), resourceTemplates.map(({ uriTemplate }) => uriTemplate)];
}

const content = { 'application/json': { schema: { type: 'object' } } };

it.each<[title: string, path: string, parameters: JsonObject[], body: JsonObject | undefined, lists: string[][]]>([
  ['no parameters', '/pets', [], undefined, [['shop://api/pets'], []]],
  ['optional ones', '/pets', [optional], undefined, [['shop://api/pets'], ['shop://api/pets{?q}']]],
  ['an optional header', '/pets', [{ ...optional, in: 'header' }], undefined, [['shop://api/pets'], ['shop://api/pets{?q}']]],
  ['a required one', '/pets', [required], undefined, [[], ['shop://api/pets{?q}']]],
  ['a required header', '/pets', [{ ...required, in: 'header' }], undefined, [[], ['shop://api/pets{?q}']]],
  ['a path parameter', '/pets/{q}', [{ ...required, in: 'path' }], undefined, [[], ['shop://api/pets/{q}']]],
  ['an optional body', '/pets', [], { content }, [['shop://api/pets'], ['shop://api/pets{?body}']]],
  ['a required body', '/pets', [], { content, required: true }, [[], ['shop://api/pets{?body}']]],
  ['a path with braces', '/pets/{}', [optional], undefined, [['shop://api/pets/%7B%7D'], ['shop://api/pets/%7B%7D{?q}']]],
])('a GET with %s is listed', async (_, path, parameters, body, expected) => {
  expect(await lists(path, parameters, body)).toEqual(expected);
}); // prettier-ignore
