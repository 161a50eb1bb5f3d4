import { createRandom } from '../../src/mock/random.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import type { JsonObject, OperationDescriptor } from '../../src/index.ts';

/** Samples arguments of an operation, the most realistic first: with optional ones, or required ones only. */
export function* argumentsFor(
  { inputSchema, name }: OperationDescriptor,
  optional: boolean,
): Generator<JsonObject> {
  const sampler = new Sampler(inputSchema, 'request');
  const random = createRandom(name);
  // Optional arguments can contradict each other: the caller then tries required ones only.
  const branches = optional ? 2 : 12;
  for (let branch = 0; branch < branches; branch++)
    for (const examples of [true, false])
      yield sampler.sample(inputSchema, random, { examples, optional, branch }) as JsonObject;
}
