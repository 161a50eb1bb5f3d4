import { createRandom } from '../../src/mock/random.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import type { ApiDescriptor, JsonObject, OperationDescriptor } from '../../src/index.ts';

/** Samples arguments of an operation, the most realistic first: with optional ones, or required ones only. */
export function* argumentsFor(
  { requestDefinitions }: ApiDescriptor,
  { argumentsSchema, name }: OperationDescriptor,
  optional: boolean,
): Generator<JsonObject> {
  const schema = { ...argumentsSchema, $defs: requestDefinitions };
  const sampler = new Sampler(schema, 'request');
  const random = createRandom(name);
  // Optional arguments can contradict each other: the caller then tries required ones only.
  const branches = optional ? 2 : 12;
  for (let branch = 0; branch < branches; branch++)
    for (const examples of [true, false])
      yield sampler.sample(schema, random, { examples, optional, branch }) as JsonObject;
}
