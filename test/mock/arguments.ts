import { createRandom } from '../../src/mock/random.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import type { JsonObject, OperationDescriptor } from '../../src/index.ts';

/** Arguments by an operation's input schema, the nicest first: all of them, or only those required. */
export function* argumentsFor(
  { inputSchema, name }: OperationDescriptor,
  optional: boolean,
): Generator<JsonObject> {
  const sampler = new Sampler(inputSchema, 'request');
  const random = createRandom(name);
  // Where everything that may be there contradicts itself, what must be there is enough.
  const branches = optional ? 2 : 12;
  for (let branch = 0; branch < branches; branch++)
    for (const examples of [true, false])
      yield sampler.sample(inputSchema, random, { examples, optional, branch }) as JsonObject;
}
