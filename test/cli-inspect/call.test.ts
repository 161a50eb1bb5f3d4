import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { startUpstream } from '../support/upstream.ts';
import { runIn } from '../support/terminal.ts';
import { petstoreArguments } from './petstore.ts';

const petstore = fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-call-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { descriptor } = describeApi(await loadDocument(petstore));

describe('every operation of the pet store', () => {
  it.each(descriptor.operations.map(({ name }) => name))('%s prints a result', async (name) => {
    const args = JSON.stringify(petstoreArguments[name]);
    const { code, out, error } = await runIn([
      'call',
      petstore,
      name,
      '--args',
      args,
      '--mock',
      '--mock-seed',
      '1',
    ]);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).not.toBe('');
  });
});

it('prints indented JSON', async () => {
  expect(await runIn(['call', petstore, 'getPetPrice', '--petId', '1', '--mock'])).toMatchObject({
    code: 0,
    out: '6500\n',
  });
  expect(
    await runIn(['call', petstore, 'getOpeningHours', '--days', 'sat', '--days', 'sun', '--mock']),
  ).toMatchObject({
    code: 0,
    out: `[
  {
    "day": "sat",
    "opens": "09:00",
    "closes": "16:00"
  },
  {
    "day": "sun",
    "opens": null,
    "closes": null
  }
]
`,
  });
});

describe('--dry-run prints the request', () => {
  it.each<[string, string[], string]>([
    ['with a path argument', ['getPet', '--petId', '7'], 'GET http://127.0.0.1:4010/v1/pets/7\n'],
    [
      'with an argument that has an equals sign',
      ['getPet', '--petId=7'],
      'GET http://127.0.0.1:4010/v1/pets/7\n',
    ],
    [
      'with an argument name in kebab case',
      ['getPet', '--pet-id', '7'],
      'GET http://127.0.0.1:4010/v1/pets/7\n',
    ],
    [
      'with an array from a repeated flag',
      ['listPets', '--tags', 'calm', '--tags', 'indoor'],
      'GET http://127.0.0.1:4010/v1/pets?tags=calm%7Cindoor\n',
    ],
    [
      'with an array of one item',
      ['listPets', '--tags', 'calm'],
      'GET http://127.0.0.1:4010/v1/pets?tags=calm\n',
    ],
    [
      'with an array as JSON',
      ['listPets', '--tags', '["a","b"]'],
      'GET http://127.0.0.1:4010/v1/pets?tags=a%7Cb\n',
    ],
    [
      'with object properties from dotted flags',
      ['listPets', '--filter.maxPrice', '9', '--filter.houseTrained'],
      'GET http://127.0.0.1:4010/v1/pets?filter%5BmaxPrice%5D=9&filter%5BhouseTrained%5D=true\n',
    ],
    [
      'with an object as JSON',
      ['listPets', '--filter', '{"minAge":1}'],
      'GET http://127.0.0.1:4010/v1/pets?filter%5BminAge%5D=1\n',
    ],
    ['with --args', ['getPet', '--args', '{"petId":7}'], 'GET http://127.0.0.1:4010/v1/pets/7\n'],
    [
      'with --args and a flag that overrides one of them',
      ['getPet', '--args', '{"petId":7}', '--petId', '8'],
      'GET http://127.0.0.1:4010/v1/pets/8\n',
    ],
    [
      'to another base URL',
      ['getPet', '--petId', '7', '--base-url', 'https://x.example/y'],
      'GET https://x.example/y/pets/7\n',
    ],
  ])('%s', async (_, words, start) => {
    const { code, out, error } = await runIn(['call', petstore, ...words, '--dry-run']);
    expect({ code, error, start: out.slice(0, start.length) }).toEqual({ code: 0, error: '', start });
  });

  it('with a body whose flag values follow the types of its schema', async () => {
    const words = [
      'createPet',
      '--body.name',
      '7',
      '--body.species',
      'dog',
      '--body.price',
      '9000',
      '--body.tags',
      'calm',
    ];
    const { out } = await runIn(['call', petstore, ...words, '--dry-run']);
    expect(out).toBe(`POST http://127.0.0.1:4010/v1/pets
Accept: application/json, application/problem+json;q=0.9, */*;q=0.8
User-Agent: openapi-mcp/0.1.0
Content-Type: application/json

{"name":"7","species":"dog","price":9000,"tags":["calm"]}
`);
  });

  it('with a body from a file', async () => {
    const file = join(folder, 'rex.json');
    writeFileSync(file, '{"name":"Rex","species":"dog","price":1}');
    const { out } = await runIn(['call', petstore, 'createPet', '--body', `@${file}`, '--dry-run', '--json']);
    expect(JSON.parse(out)).toMatchObject({ method: 'POST', target: '/v1/pets' });
  });

  it('with credentials redacted', async () => {
    const environment = {
      OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN: 'secret-token',
      OPENAPI_MCP_CREDENTIAL_PET_STORE_MANAGER_KEY: 'secret-key',
    };
    const words = ['removePet', '--petId', '7', '--header', 'X-Api-Key: secret-own', '--dry-run'];
    const { out } = await runIn(['call', petstore, ...words], environment);
    expect(out).toContain('Authorization: Bearer REDACTED\n');
    expect(out).toContain('X-Manager-Key: REDACTED\n');
    expect(out).toContain('X-Api-Key: REDACTED\n');
    expect(out).not.toContain('secret');
  });
});

it('sends credentials that are set', async () => {
  await using upstream = await startUpstream();
  const environment = { OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN: 'secret-token' };
  await runIn(['call', petstore, 'listOrders', '--base-url', upstream.url], environment);
  expect(upstream.requests[0]?.header('authorization')).toBe('Bearer secret-token');
});

describe('binary content', () => {
  const photo = ['call', petstore, 'getPhoto', '--petId', '1', '--photoId', 'photo-1', '--mock'];

  it('is described by its type and size', async () => {
    const { out } = await runIn(photo);
    expect(out).toMatch(/^\d+ bytes of image\/png; --output FILE saves them\n$/);
  });

  it('is saved with --output', async () => {
    const file = join(folder, 'paw.png');
    const { code, out, error } = await runIn([...photo, '--output', file]);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(error).toMatch(/^Saved \d+ bytes of image\/png to /);
    expect(readFileSync(file).subarray(1, 4).toString()).toBe('PNG');
  });
});

it('prints the MCP result with --json', async () => {
  const { out } = await runIn(['call', petstore, 'getPetPrice', '--petId', '1', '--mock', '--json']);
  expect(JSON.parse(out)).toMatchObject({
    content: [{ type: 'text', text: '6500' }],
    structuredContent: 6500,
  });
});

describe('exits with 1', () => {
  it('when the API responds with an error', async () => {
    const words = ['getPet', '--petId', '1', '--mock', '--header', 'Prefer: code=404'];
    const { code, out, error } = await runIn(['call', petstore, ...words]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toContain('404 Not Found');
    expect(error).toContain('"detail": "There is no pet 99."');
  });

  it('when an argument is invalid, and prints the reason', async () => {
    const { code, error } = await runIn(['call', petstore, 'getPet', '--petId', 'x', '--mock']);
    expect(code).toBe(1);
    expect(error).toContain('petId: must be integer, got "x"');
  });

  it('when the connection is refused', async () => {
    const { code, error } = await runIn([
      'call',
      petstore,
      'listCategories',
      '--base-url',
      'http://127.0.0.1:1',
    ]);
    expect(code).toBe(1);
    expect(error).toContain('connection refused');
  });
});

describe('exits with 2 and a suggestion', () => {
  it.each<[string, string[], string]>([
    ['a mistyped tool', ['getPat'], 'Pet Store has no tool getPat\n  Did you mean getPet?'],
    ['an unknown tool', ['zzzzzzz'], 'Pet Store has no tool zzzzzzz\n  inspect lists its tools.'],
    [
      'a mistyped argument',
      ['getPet', '--petld', '7'],
      'getPet has no argument petld\n  Did you mean --petId?',
    ],
    ['a property of the body', ['createPet', '--species', 'dog'], 'Did you mean --body.species?'],
    ['an option that is a property of the body', ['createPet', '--name', 'Rex'], 'Did you mean --body.name?'],
    ['an unknown argument', ['listCategories', '--zzzzzzzz', '1'], 'The tool has no arguments.'],
    ['an argument without a value', ['getPet', '--petId'], '--petId has no value'],
    ['an argument given twice', ['getPet', '--petId', '1', '--petId', '2'], '--petId is given twice'],
    ['a surplus word', ['getPet', '7'], '"7" is not an option'],
    ['--args that is not JSON', ['getPet', '--args', '{petId:7}'], '{petId:7} is not JSON'],
    ['--args that is not an object', ['getPet', '--args', '[7]'], '--args must be a JSON object'],
    ['a file that does not exist', ['createPet', '--body', '@missing.json'], 'missing.json'],
  ])('for %s', async (_, words, message) => {
    const { code, out, error } = await runIn(['call', petstore, ...words]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(message);
  });
});

describe('an argument with the name of an option', () => {
  const document = join(folder, 'clash.json');
  writeFileSync(
    document,
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Clash', version: '1' },
      servers: [{ url: 'http://127.0.0.1:1' }],
      paths: {
        '/things': {
          get: {
            operationId: 'list',
            parameters: ['name', 'version', 'server'].map((name) => ({
              name,
              in: 'query',
              schema: { type: 'string' },
            })),
            responses: { '200': { description: 'Done' } },
          },
        },
      },
    }),
  );

  it('is sent to the API', async () => {
    const { out } = await runIn([
      'call',
      document,
      'list',
      '--name',
      'a',
      '--version',
      '2',
      '--server',
      'b',
      '--dry-run',
    ]);
    expect(out.split('\n')[0]).toBe('GET http://127.0.0.1:1/things?name=a&version=2&server=b');
  });
});

describe('read', () => {
  it('prints a resource', async () => {
    expect(await runIn(['read', petstore, 'pet-store://api/pets/1/price', '--mock'])).toMatchObject({
      code: 0,
      out: '6500\n',
    });
  });

  it('prints the MCP result with --json', async () => {
    const { out } = await runIn(['read', petstore, 'pet-store://api/pets/1/price', '--mock', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      contents: [{ uri: 'pet-store://api/pets/1/price', text: '6500' }],
    });
  });

  it('exits with 1 for an unknown resource', async () => {
    expect(await runIn(['read', petstore, 'pet-store://api/nothing'])).toMatchObject({
      code: 1,
      error: 'Resource not found: pet-store://api/nothing\n',
    });
  });
});
