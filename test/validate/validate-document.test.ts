import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { validateDocument } from '../../src/index.ts';
import { run } from '../../src/cli/run.ts';
import { petstorePath } from '../support/cli.ts';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'validate-'))));
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

/** Returns the problems in order, each as `line kind pointer`. */
async function problems(path: string): Promise<string[]> {
  const validation = await validateDocument(path);
  return validation.problems.map(({ line, kind, pointer }) => `${line} ${kind} ${pointer}`);
}

const brokenYaml = `openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /pets/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: strin}}
      responses:
        200:
          description: ok
          content:
            application/json:
              schema: {$ref: '#/components/schemas/None'}
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      summary: 3
`;

const brokenJson = JSON.stringify(
  {
    swagger: '2.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': { get: { responses: { 200: { description: 'd', schema: { $ref: '#/definitions/A' } } } } },
      '/b': { get: { responses: { 200: { description: 'd', schema: { $ref: '#/definitions/A' } } } } },
    },
    definitions: { A: { type: 'object', properties: { b: { type: 'object', required: true } } } },
  },
  null,
  1,
);

it('locates the problems of a YAML document', async () => {
  expect(await problems(await write('broken.yaml', brokenYaml))).toEqual([
    '7 invalid /paths/~1pets~1{id}/get/parameters/0/schema/type',
    '7 relaxed /paths/~1pets~1{id}/get/parameters/0/schema/type',
    '13 relaxed /paths/~1pets~1{id}/get/responses/200/content/application~1json/schema',
    '14 invalid /paths/~1pets~1{id}/post',
    '17 invalid /paths/~1pets~1{id}/post/summary',
  ]);
});

it('reports a problem of a shared schema once, at its definition', async () => {
  const path = await write('broken.json', brokenJson);
  const lines = await problems(path);
  const line = brokenJson.split('\n').findIndex((text) => text.includes('"required"')) + 1;
  expect(new Set(lines)).toEqual(
    new Set([
      `${line} invalid /definitions/A/properties/b/required`,
      `${line} relaxed /definitions/A/properties/b/required`,
    ]),
  );
});

it.each([
  ['3.0.3', '3.0.3'],
  // The 3.1 schema of the validator has a typo, and refuses this one.
  ['a description of a server variable in 3.1', '3.1.0'],
])('accepts %s', async (_, openapi) => {
  const variables = { h: { default: 'a', description: 'The host' } };
  const validation = await validateDocument({
    openapi,
    info: { title: 'T', version: '1' },
    servers: [{ url: 'https://{h}.example', variables }],
    paths: { '/a': { get: { responses: { 200: { description: 'd' } } } } },
  });
  expect(validation).toEqual({ source: 'document', declaredVersion: openapi, isStrict: true, problems: [] });
});

it.each(['3.0.3', '3.1.0'])('does not call types and formats of frameworks wrong in %s', async (openapi) => {
  const parameters = ['int', 'float', 'date'].map((type) => ({ name: type, in: 'query', schema: { type } }));
  const path = { name: 'path', in: 'query', schema: { type: 'string', format: 'path' } };
  const { problems: found } = await validateDocument({
    openapi,
    info: { title: 'T', version: '1' },
    paths: {
      '/a': { get: { parameters: [...parameters, path], responses: { 200: { description: 'd' } } } },
    },
  });
  expect(new Set(found.map(({ kind, message }) => `${kind}: ${message}`))).toEqual(
    new Set([
      'ignored: a type or format that JSON Schema does not have is read by its meaning, or as a hint',
    ]),
  );
  expect(found).toHaveLength(4);
});

it('does not call an unquoted null a type of frameworks', async () => {
  const { problems: found } = await validateDocument({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {},
    components: { schemas: { A: { type: ['string', null] }, B: { type: [null, 'int'] } } },
  });
  expect(found.filter(({ kind }) => kind === 'ignored')).toMatchObject([
    { pointer: '/components/schemas/B/type' },
  ]);
});

it('is not strict about 3.2, which has no official rules yet', async () => {
  const validation = await validateDocument({
    openapi: '3.2.0',
    info: { title: 'T', version: '1' },
    paths: {},
  });
  expect(validation).toMatchObject({ isStrict: false, problems: [] });
});

const split: Record<string, string> = {
  'split.yaml': `openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    $ref: path.yaml
  /b:
    $ref: 'paths/b.yaml#/b'
components:
  schemas:
    $ref: schemas.yaml
`,
  'path.yaml': `get:
  summary: 3
  parameters:
    - {name: id, in: query, schema: {type: strin}}
  responses:
    200:
      description: ok
      content: {application/json: {schema: {$ref: none.yaml}}}
`,
  'paths/b.yaml': `b:
  post:
    parameters:
      - {name: id, in: query, schema: {pattern: '(?<'}}
    responses: {200: {description: ok}}
`,
  'schemas.yaml': `Pet:
  type: object
  required: true
  properties:
    a:
      $ref: broken.json
    b: {$ref: comma.json}
`,
  'broken.json': '{\n "a": ]',
  'comma.json': '{"type": "string",}',
};

it('locates the problems of external documents', async () => {
  await mkdir(join(folder, 'paths'));
  for (const [name, text] of Object.entries(split)) await write(name, text);
  const validation = await validateDocument(join(folder, 'split.yaml'));
  const lines = validation.problems.map(
    ({ source = '', line, column, kind, pointer }) =>
      `${source.replace(`${folder}/`, '')}:${line}:${column} ${kind} ${pointer}`,
  );
  expect(lines).toEqual([
    'comma.json:1:1 repaired ',
    'path.yaml:2:3 invalid /get/summary',
    'path.yaml:4:38 invalid /get/parameters/0/schema/type',
    'path.yaml:4:38 relaxed /get/parameters/0/schema/type',
    'path.yaml:8:36 relaxed /get/responses/200/content/application~1json/schema',
    'paths/b.yaml:4:40 relaxed /b/post/parameters/0/schema/pattern',
    'schemas.yaml:3:3 invalid /Pet/required',
    'schemas.yaml:5:5 relaxed /Pet/properties/a',
  ]);
  const { message } = validation.problems.find(({ pointer }) => pointer === '/Pet/properties/a') ?? {};
  expect(message).toContain(`${join(folder, 'broken.json')} is not valid JSON: line 2, column 7`);
});

async function runValidate(...args: string[]) {
  let [out, error] = ['', ''];
  const code = await run(['validate', ...args], {
    out: (data) => void (out += String(data)),
    error: (text) => void (error += text),
    columns: 80,
    colours: false,
    environment: {},
  });
  return { code, out, error };
}

it.each([
  ['a valid document', () => petstorePath, 0, /: nothing is wrong\n$/],
  [
    'an invalid document',
    () => join(folder, 'broken.yaml'),
    1,
    /broken\.yaml:17:7 invalid \S+summary: must be string\n/,
  ],
  [
    'a document with an invalid external document',
    () => join(folder, 'split.yaml'),
    1,
    /path\.yaml:2:3 invalid \/get\/summary: /,
  ],
])('the exit code of %s', async (_, path, code, expected) => {
  await write('broken.yaml', brokenYaml);
  const result = await runValidate(path());
  expect(result).toMatchObject({ code, error: '' });
  expect(result.out).toMatch(expected);
});

it('--json prints JSON', async () => {
  const { code, out } = await runValidate(await write('broken.yaml', brokenYaml), '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ declaredVersion: '3.0.3', problems: { length: 5 } });
});
