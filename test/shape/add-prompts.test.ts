import { expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { petstorePath } from '../support/cli.ts';
import type { PromptDescriptor } from '../../src/index.ts';

function promptFor(operation: string): PromptDescriptor {
  return {
    name: 'adopt',
    arguments: [{ name: 'pet', required: true, completion: { operation, value: ['*'] } }],
    text: [{ argument: 'pet' }],
  };
}

it.each([
  ['listPet', 'is no operation'],
  ['createPet', 'is a POST, and only a GET is called for completions'],
  ['getPet', 'needs the argument petId'],
])('%s gives no completions, and is reported', async (operation, problem) => {
  const loaded = await loadDocument(petstorePath);
  const prompts = [promptFor(operation)];
  const { descriptor, findings } = describeApi(loaded, { prompts });
  const message = `prompts: adopt cannot complete pet from ${operation}, which ${problem}`;
  expect(findings).toContainEqual({ kind: 'ignored', pointer: '', message, failsStrict: true });
  expect(descriptor.prompts?.[0]?.arguments).toEqual([{ name: 'pet', required: true }]);
  expect(() => describeApi(loaded, { prompts, strict: true })).toThrow(message);
});

it('the name of an operation becomes that of its tool', async () => {
  const { descriptor } = describeApi(await loadDocument(petstorePath), {
    prompts: [promptFor('listPets')],
    shaping: { listPets: { name: 'find_pets' } },
  });
  expect(descriptor.prompts?.[0]?.arguments[0]?.completion?.operation).toBe('find_pets');
});
