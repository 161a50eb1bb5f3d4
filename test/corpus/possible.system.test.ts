import { expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { createRandom } from '../../src/mock/random.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import { ValueChecker } from '../../src/schema/value-checker.ts';
import { corpusDocuments } from './documents.ts';
import type { ApiDescriptor } from '../../src/index.ts';
import type { JsonSchema } from '../../src/json/value.ts';

/** A schema of an operation, with the definitions that it needs. */
interface OperationSchema {
  label: string;
  direction: 'request' | 'response';
  schema: JsonSchema;
}

/** The YAML files that repeat a JSON document are left out. */
const documents = corpusDocuments().filter(({ name }) => !/\/yaml\/|^@okta.*yaml$|^rclone.*yaml$/.test(name));

/** Schemas of which no sample is valid, with the reason. */
const exceptions: Record<string, Record<string, string>> = {
  '@readme/oas-examples/3.0/json/circular-request-bodies.json': {
    'POST /direct 200': 'a node must have a parent, which must have a parent',
  },
  '@shopware/api-client/api-types/adminApiSchema.json': Object.fromEntries(
    ['number-range', 'sales-channel', 'tax-rule'].flatMap((name) =>
      [`GET /${name} 200`, `POST /aggregate/${name} 200`].map((label) => [
        label,
        'only an empty list fits, which is not tried',
      ]),
    ),
  ),
};

it.each(documents)('$name: something fits each schema', { timeout: 300_000 }, async ({ name, path }) => {
  const loaded = await loadDocument(path);
  if (Object.keys(Object(loaded.document['paths'])).length === 0) return;
  const { descriptor } = describeApi(loaded);
  const checkers = {
    request: new ValueChecker(descriptor.requestDefinitions),
    response: new ValueChecker(descriptor.responseDefinitions),
  };
  const impossible: string[] = [];
  for (const { label, direction, schema } of schemasOf(descriptor)) {
    const $defs = direction === 'request' ? descriptor.requestDefinitions : descriptor.responseDefinitions;
    const sampler = new Sampler({ ...schema, $defs }, direction);
    let isPossible = false;
    for (let branch = 0; branch < 6 && !isPossible; branch++)
      for (const optional of [false, true]) {
        const options = { examples: false, optional, branch };
        const value = sampler.sample({ ...schema, $defs }, createRandom(label), options);
        isPossible ||= (await checkers[direction].check(schema, value)).errors.length === 0;
      }
    if (!isPossible) impossible.push(label);
  }
  expect(impossible).toEqual(Object.keys(exceptions[name] ?? {}));
});

/** Returns the schemas of the arguments and of the JSON responses of all operations, each once. */
function schemasOf({ operations }: ApiDescriptor): OperationSchema[] {
  const all = operations.flatMap(({ method, path, argumentsSchema, responses }): OperationSchema[] => [
    { label: `${method} ${path}`, direction: 'request', schema: argumentsSchema ?? {} },
    ...responses.flatMap(({ status, content }) =>
      content.flatMap(({ mediaType, schema }): OperationSchema[] => {
        const label = `${method} ${path} ${status}`;
        return schema !== undefined && mediaType.includes('json')
          ? [{ label, direction: 'response', schema }]
          : [];
      }),
    ),
  ]);
  return [...new Map(all.map((each) => [`${each.direction} ${JSON.stringify(each.schema)}`, each])).values()];
}
