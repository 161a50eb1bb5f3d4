import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/mock/random.ts';
import { Sampler } from '../../src/mock/sampler.ts';
import { createArgumentValidator } from '../../src/runtime/arguments/validate-arguments.ts';
import { exampleArguments } from '../../src/runtime/search/example-arguments.ts';
import { describeDocument } from '../support/describe.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

const text = { type: 'string' };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: 'object',
  properties,
  required,
});
const mapping = (names: Record<string, string>): JsonObject => ({
  propertyName: 'kind',
  mapping: Object.fromEntries(Object.entries(names).map(([value, name]) => [value, ref(name)['$ref'] ?? ''])),
});
const extend = (base: string, ...parts: JsonObject[]): JsonObject => ({ allOf: [ref(base), ...parts] });

const job = object({ kind: text }, 'kind');
const jobs = {
  Job: { ...job, discriminator: mapping({ copy: 'Copy', wipe: 'Wipe' }) },
  Copy: extend('Job', object({ from: text }, 'from')),
  Wipe: { ...object({ disk: text }, 'disk'), allOf: [ref('Job')] },
};
const copy = { kind: 'copy', from: 'a' };
const wipe = { kind: 'wipe', disk: 'b' };

/** Describes an operation whose body has this schema. */
function describeBody(schema: JsonObject, schemas: JsonObject) {
  const requestBody = { required: true, content: { 'application/json': { schema } } };
  const document = {
    paths: { '/': { post: { requestBody, responses: {} } } },
    components: { schemas },
  };
  const { descriptor, operation } = describeDocument(document);
  const validate = createArgumentValidator(descriptor.requestDefinitions);
  return {
    document,
    listed: Object(operation.inputSchema['properties'])['body'] as JsonObject,
    check: async (body: Json) => (await validate(operation, { body })).problems,
    example: exampleArguments({
      ...(operation.argumentsSchema ?? operation.inputSchema),
      $defs: descriptor.requestDefinitions,
    })['body'],
  };
}

/** Values that a schema takes, and those that it refuses with the reason. */
interface Judged {
  takes: Json[];
  refuses: [value: Json, reason: string][];
}

const both: Judged = {
  takes: [copy, wipe, { ...copy, more: 1 }],
  refuses: [
    [{ kind: 'burn' }, 'body.kind: must be one of "copy", "wipe", got "burn"'],
    [{ kind: 'copy', disk: 'b' }, 'body.from: is required (string)'],
    [{ kind: 'wipe', disk: 1 }, 'body.disk: must be string, got 1'],
  ],
};

describe('a base with a discriminator stands for its kinds', () => {
  it.each<[title: string, schema: JsonObject, schemas: JsonObject, judged: Judged]>([
    ['of a mapping', ref('Job'), jobs, both],
    [
      'of a mapping by names',
      ref('Job'),
      {
        ...jobs,
        Job: { ...job, discriminator: { propertyName: 'kind', mapping: { copy: 'Copy', wipe: 'Wipe' } } },
      },
      both,
    ],
    [
      'of an enum',
      ref('Job'),
      { ...jobs, Job: { ...jobs.Job, properties: { kind: { enum: ['copy', 'wipe'] } } } },
      both,
    ],
    [
      'of an enum with a value that has no kind',
      ref('Job'),
      { ...jobs, Job: { ...jobs.Job, properties: { kind: { enum: ['copy', 'wipe', 'wait'] } } } },
      {
        takes: [copy, wipe, { kind: 'wait' }],
        refuses: [[{ kind: 'copy' }, 'body.from: is required (string)']],
      },
    ],
    [
      'of their own names, of which the base is one',
      ref('Job'),
      { ...jobs, Job: { ...job, discriminator: { propertyName: 'kind' } } },
      {
        takes: [{ kind: 'Copy', from: 'a' }, { kind: 'Wipe', disk: 'b' }, { kind: 'Job' }],
        refuses: [[{ kind: 'Wait' }, 'body.kind: must be one of "Copy", "Wipe", "Job", got "Wait"']],
      },
    ],
    [
      "of Microsoft's extension",
      ref('Job'),
      {
        Job: { ...job, discriminator: { propertyName: 'kind' } },
        Copy: { ...jobs.Copy, 'x-ms-discriminator-value': '#Fleet.Copy' },
      },
      {
        takes: [{ kind: '#Fleet.Copy', from: 'a' }],
        refuses: [[{ kind: '#Fleet.Copy' }, 'body.from: is required (string)']],
      },
    ],
    [
      'with the base among them',
      ref('Job'),
      { ...jobs, Job: { ...job, discriminator: mapping({ copy: 'Copy', wipe: 'Wipe', wait: 'Job' }) } },
      { takes: [copy, { kind: 'wait' }], refuses: [[{ kind: 'wipe' }, 'body.disk: is required (string)']] },
    ],
    [
      'with one that the document lacks',
      ref('Job'),
      { ...jobs, Job: { ...job, discriminator: mapping({ copy: 'Copy', wipe: 'Wipe', wait: 'Wait' }) } },
      { takes: [copy, { kind: 'wait', until: 1 }], refuses: [[{ kind: 'x' }, 'body.kind: must be one of']] },
    ],
    [
      'of several levels',
      ref('Job'),
      {
        ...jobs,
        Job: { ...job, discriminator: mapping({ copy: 'Copy', wipe: 'Wipe' }) },
        DiskJob: extend('Job', object({ disk: text }, 'disk')),
        Wipe: extend('DiskJob', object({ passes: { type: 'integer' } })),
      },
      {
        takes: [copy, { ...wipe, passes: 1 }],
        refuses: [[{ kind: 'wipe' }, 'body.disk: is required (string)']],
      },
    ],
    [
      'of a level below',
      ref('DiskJob'),
      {
        ...jobs,
        DiskJob: extend('Job', object({ disk: text }, 'disk')),
        Wipe: extend('DiskJob', object({ passes: { type: 'integer' } }, 'passes')),
      },
      {
        takes: [{ ...wipe, passes: 1 }],
        refuses: [
          [wipe, 'body.passes: is required (integer)'],
          [{ ...copy, disk: 'b' }, 'body.kind: must be'],
        ],
      },
    ],
    ['beside other keywords', { allOf: [ref('Job')], description: 'What to do' }, jobs, both],
    [
      'that may be null',
      { anyOf: [ref('Job'), { type: 'null' }] },
      jobs,
      { takes: [copy, null], refuses: [[{ kind: 'x' }, 'x']] },
    ],
    [
      'that may be null itself',
      ref('Job'),
      { ...jobs, Job: { ...jobs.Job, type: ['object', 'null'] } },
      { takes: [copy, null], refuses: [[{ kind: 'x' }, 'x']] },
    ],
    [
      'in a property',
      object({ job: ref('Job') }, 'job'),
      jobs,
      {
        takes: [{ job: copy }],
        refuses: [[{ job: { kind: 'copy' } }, 'body.job.from: is required (string)']],
      },
    ],
    [
      'in a list',
      { type: 'array', items: ref('Job') },
      jobs,
      { takes: [[copy, wipe]], refuses: [[[copy, { kind: 'wipe' }], 'body[1].disk: is required (string)']] },
    ],
    [
      'that hold others',
      ref('Job'),
      { ...jobs, Copy: extend('Job', object({ from: text, then: ref('Job') }, 'from')) },
      {
        takes: [{ ...copy, then: { ...copy, then: wipe } }],
        refuses: [[{ ...copy, then: { kind: 'wipe' } }, 'body.then.disk: is required (string)']],
      },
    ],
  ])('%s', async (_, schema, schemas, { takes, refuses }) => {
    const { check, document, example } = describeBody(schema, schemas);
    for (const value of takes) expect(await check(value)).toEqual([]);
    for (const [value, reason] of refuses) expect((await check(value)).join('\n')).toContain(reason);
    expect(await check(example ?? null)).toEqual([]);
    const sampler = new Sampler(document, 'request');
    for (let seed = 0; seed < 5; seed++) {
      const options = { examples: true, optional: true, branch: seed };
      expect(await check(sampler.sample(schema, createRandom(seed), options))).toEqual([]);
    }
  });

  it('and is listed with them', () => {
    const kinds = [
      object({ kind: { type: 'string', enum: ['copy'] }, from: text }, 'kind', 'from'),
      object({ kind: { type: 'string', enum: ['wipe'] }, disk: text }, 'kind', 'disk'),
    ].map((kind) => ({ ...kind, required: expect.arrayContaining(kind['required'] as string[]) }));
    expect(describeBody(ref('Job'), jobs).listed).toEqual({ anyOf: kinds });
    const list = { type: 'array', items: ref('Job') };
    expect(describeBody(list, jobs).listed).toEqual({ type: 'array', items: { anyOf: kinds } });
  });

  it('of which the first ten are listed, and the values of the others', async () => {
    const names = Array.from({ length: 14 }, (_, index) => `Kind${index}`);
    const schemas = {
      Job: { ...job, discriminator: { propertyName: 'kind' } },
      ...Object.fromEntries(names.map((name) => [name, extend('Job', object({ [name]: text }, name))])),
    };
    const { listed, check } = describeBody(ref('Job'), schemas);
    expect(listed['anyOf']).toHaveLength(11);
    expect(JSON.stringify(listed)).toContain('"enum":["Job","Kind10","Kind11","Kind12","Kind13"]');
    expect(await check({ kind: 'Kind13', anything: 1 })).toEqual([]);
    expect(await check({ kind: 'Kind9' })).toEqual(['body.Kind9: is required (string)']);
  });

  it('unless it has so many that half an API inherits from it', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `Kind${index}`);
    const schemas = {
      Job: { ...job, discriminator: { propertyName: 'kind' } },
      ...Object.fromEntries(names.map((name) => [name, extend('Job', object({ [name]: text }, name))])),
    };
    const { listed, check } = describeBody(ref('Job'), schemas);
    expect(listed).toEqual(job);
    expect(await check({ kind: 'anything' })).toEqual([]);
  });
});

describe('a schema that could not be told by its discriminator stays as it is', () => {
  it.each<[title: string, schemas: JsonObject]>([
    ['with a number', { ...jobs, Job: { ...jobs.Job, properties: { kind: { type: 'integer' } } } }],
    ['without the property', { ...jobs, Job: { ...jobs.Job, properties: {} } }],
    ['without kinds', { Job: jobs.Job }],
    ['of one kind that is the base or text', { ...jobs, Wipe: { anyOf: [ref('Job'), text] } }],
  ])('%s', (_, schemas) => {
    const { listed } = describeBody(ref('Job'), schemas);
    expect(listed['anyOf']).toBeUndefined();
  });
});

describe('a union with a discriminator', () => {
  const schemas = {
    Round: object({ form: text, radius: { type: 'number' } }, 'form'),
    Square: object({ form: text, side: { type: 'number' } }, 'form'),
  };
  const union = (keyword: string, discriminator: JsonObject): JsonObject => ({
    [keyword]: [ref('Round'), ref('Square')],
    discriminator: { propertyName: 'form', ...discriminator },
  });
  const mapped = { mapping: { round_v1: ref('Round')['$ref'] ?? '', square_v1: 'Square' } };

  it.each<[title: string, schema: JsonObject, judged: Judged]>([
    [
      'takes the values of the mapping',
      union('oneOf', mapped),
      {
        takes: [{ form: 'round_v1', radius: 1 }, { form: 'square_v1' }],
        refuses: [
          [{ form: 'round' }, 'body.form: must be one of "round_v1", "square_v1", got "round"'],
          [{ form: 'round_v1', radius: 'x' }, 'body.radius: must be number, got "x"'],
          [{ radius: 1 }, 'body.form: is required'],
        ],
      },
    ],
    [
      'of anyOf',
      union('anyOf', mapped),
      { takes: [{ form: 'round_v1' }], refuses: [[{ form: 'x' }, 'body.form']] },
    ],
    [
      'takes the names of its schemas without a mapping',
      union('oneOf', {}),
      { takes: [{ form: 'Round' }], refuses: [[{ form: 'round' }, '"Round", "Square"']] },
    ],
    [
      'takes any value for the schema of all others',
      union('oneOf', { ...mapped, defaultMapping: 'Square' }),
      {
        takes: [{ form: 'round_v1' }, { form: 'hexagon', side: 1 }],
        refuses: [[{ form: 'hexagon', side: 'x' }, 'side']],
      },
    ],
  ])('%s', async (_, schema, { takes, refuses }) => {
    const { check } = describeBody(schema, schemas);
    for (const value of takes) expect(await check(value)).toEqual([]);
    for (const [value, reason] of refuses) expect((await check(value)).join('\n')).toContain(reason);
  });
});

describe('a kind that a request has directly', () => {
  it('has the values of the mapping, and needs what the document requires', async () => {
    const optional = { ...jobs, Job: { ...jobs.Job, required: [] } };
    const { listed, check } = describeBody(ref('Copy'), optional);
    expect(listed).toEqual(object({ kind: { type: 'string', enum: ['copy'] }, from: text }, 'from'));
    expect(await check({ from: 'a' })).toEqual([]);
    expect(await check({ kind: 'wipe', from: 'a' })).toEqual(['body.kind: must be "copy", got "wipe"']);
  });
});

it('a schema that inherits from the next one ten times, thirty times over, is read quickly', () => {
  const levels = Array.from({ length: 30 }, (_, level) => [
    `L${level}`,
    { allOf: Array.from({ length: 10 }, () => ref(`L${level + 1}`)) },
  ]);
  const started = performance.now();
  describeBody(ref('L0'), { ...Object.fromEntries(levels), L30: job });
  expect(performance.now() - started).toBeLessThan(2_000);
});
