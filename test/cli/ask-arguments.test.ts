import { describe, expect, it } from 'vitest';
import { askArguments, requiredArguments } from '../../src/cli/ask-arguments.ts';
import { describeApi, loadDocument } from '../../src/index.ts';
import { petstorePath } from '../support/cli.ts';

const { descriptor } = describeApi(await loadDocument(petstorePath));

function operationOf(name: string) {
  const operation = descriptor.operations.find((each) => each.name === name);
  if (operation === undefined) throw new Error(`no ${name}`);
  return operation;
}

describe('the required arguments', () => {
  it.each([
    ['getPet', ['petId']],
    ['listPets', []],
    ['createPet', ['body.name', 'body.species', 'body.price']],
    ['getOpeningHours', ['days']],
  ])('of %s are %j', (name, flags) => {
    expect(requiredArguments(operationOf(name)).map(({ flag }) => flag)).toEqual(flags);
  });
});

describe('a person', () => {
  it('is asked for one after the other, with their types and values', async () => {
    const questions: string[] = [];
    const answers = ['Rex', 'dog', '9000'];
    const args = await askArguments(operationOf('createPet'), {
      async question(text) {
        questions.push(text);
        return answers.shift() ?? '';
      },
      refuse: () => undefined,
    });
    expect(args).toEqual({ body: { name: 'Rex', species: 'dog', price: 9000 } });
    expect(questions[1]).toMatch(/^body\.species \(.*dog.*\): $/);
    expect(questions[2]).toMatch(/^body\.price \(number/);
  });

  it('is asked again after an answer that cannot be read', async () => {
    const refusals: string[] = [];
    const answers = ['', '@missing.json', 'sat'];
    const args = await askArguments(operationOf('getOpeningHours'), {
      question: async () => answers.shift() ?? '',
      refuse: (reason) => void refusals.push(reason),
    });
    expect(args).toEqual({ days: ['sat'] });
    expect(refusals[0]).toBe('It is required.');
  });
});
