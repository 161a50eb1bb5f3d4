import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { measureBudget } from '../../src/cli/tool-budget.ts';
import { createHandlers, describeApi, loadDocument } from '../../src/index.ts';
import type { JsonObject, Tool } from '../../src/index.ts';
import { runIn } from '../support/terminal.ts';

const petstore = fileURLToPath(new URL('../../specs/petstore.yaml', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('prints a table of 80 columns', async () => {
  const words = [
    'inspect',
    petstore,
    '--include',
    'tag:shops',
    '--include',
    'getPhoto',
    '--include',
    'removePet',
  ];
  const { code, out, error } = await runIn(words);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  // Other tests check the sizes of schemas.
  expect(
    out.replace(/[\d,]+ (?=B|t$|bytes|tokens)/gm, (number) => '#'.padStart(number.length - 1).concat(' ')),
  ).toBe(table);
  expect(out.split('\n').every((line) => line.length <= 80)).toBe(true);
});

const table = `Pet Store 1.0.0 (OpenAPI 3.1.0)

Tools (5)      # bytes, about   # tokens
  removePet                 DELETE /pets/{petId}                    # B      # t
      petId*:integer, If-Match:string
  getPhoto                  GET /pets/{petId}/photos/{photoI…       # B      # t
      petId*:integer, photoId*:string
  findShops                 GET /shops/near/{coordinates}           # B      # t
      coordinates*:object
  getOpeningHours           GET /shops/hours/{days}                 # B      # t
      days*:array
  sendMessage               POST /messages                          # B      # t
      body*:object
Tokens are estimated: 4 characters of name, description and input schema each.
* is required; bytes are those of the entry in tools/list.

Resources (1) and templates (3)
  pet-store://overview  overview
  pet-store://api/pets/{petId}/photos/{photoId}  getPhoto
  pet-store://api/shops/near/{coordinates}  findShops
  pet-store://api/shops/hours/{days}  getOpeningHours

Destinations (1)
  Calls go to http://127.0.0.1:4010/v1 (servers[0])

Security schemes (3)
  staffToken: http bearer, from OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN
  managerKey: key in header X-Manager-Key, from
  OPENAPI_MCP_CREDENTIAL_PET_STORE_MANAGER_KEY
  ownerSession: key in cookie session, from
  OPENAPI_MCP_CREDENTIAL_PET_STORE_OWNER_SESSION
`;

describe('--client', () => {
  it.each<[args: string[], line: string]>([
    [['--client', 'cursor'], 'cursor takes all 25 tools.'],
    [['--client', 'openai-strict', '--profile', 'openai-strict'], 'openai-strict takes all 25 tools.'],
    [['--client', 'codex', '--include', 'listPets'], 'codex takes the tool.'],
    [['--client', 'cursor', '--expose', 'search'], 'cursor takes all 3 tools.'],
  ])('%j says that a client takes every tool', async (args, line) => {
    const { out } = await runIn(['inspect', petstore, ...args]);
    expect(out.split('\n')).toContain(line);
    expect(out).not.toContain('Limits of clients');
  });

  it.each<string[][]>([[['--client', 'openai-strict']], [[]]])('%j does not say so', async (args) => {
    const { out } = await runIn(['inspect', petstore, ...args]);
    expect(out).not.toMatch(/takes (?:all|the)/);
  });

  it('changes nothing of --json', async () => {
    const { out } = await runIn(['inspect', petstore, '--client', 'cursor', '--json']);
    const { out: without } = await runIn(['inspect', petstore, '--json']);
    expect(out).toBe(without);
  });
});

describe('--json', () => {
  it('prints the entries of tools/list, the resources, the security schemes and the budget', async () => {
    const { out } = await runIn(['inspect', petstore, '--json']);
    const inspection = JSON.parse(out) as JsonObject;
    const { descriptor } = describeApi(await loadDocument(petstore));
    const handlers = createHandlers(descriptor);
    expect(Object.keys(inspection)).toEqual([
      'tools',
      'resources',
      'resourceTemplates',
      'prompts',
      'warnings',
      'skipped',
      'destinations',
      'securitySchemes',
      'budget',
    ]);
    expect(inspection['tools']).toEqual(JSON.parse(JSON.stringify(handlers.listTools().tools)));
    expect(inspection['resources']).toEqual(JSON.parse(JSON.stringify(handlers.listResources().resources)));
    expect(inspection['resourceTemplates']).toEqual(
      JSON.parse(JSON.stringify(handlers.listResourceTemplates().resourceTemplates)),
    );
    expect(inspection['securitySchemes']).toMatchObject({
      staffToken: { type: 'http', environment: ['OPENAPI_MCP_CREDENTIAL_PET_STORE_STAFF_TOKEN'] },
    });
    expect(inspection['budget']).toMatchObject({ tools: expect.any(Array), limits: [] });
  });

  it('prints every tool of a list that has several pages', async () => {
    const document = join(folder, 'large.json');
    const paths = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [
        `/things/${index}`,
        {
          get: {
            operationId: `get_${index}`,
            description: 'x'.repeat(100_000),
            responses: { '200': { description: 'Done' } },
          },
        },
      ]),
    );
    writeFileSync(
      document,
      JSON.stringify({ openapi: '3.1.0', info: { title: 'Large', version: '1' }, paths }),
    );
    const { out } = await runIn(['inspect', document, '--json']);
    const { tools, resources } = JSON.parse(out) as { tools: unknown[]; resources: unknown[] };
    expect([tools.length, resources.length]).toEqual([30, 31]);
  });

  it('prints skipped operations and relaxed schemas', async () => {
    const document = join(folder, 'flawed.json');
    const paths = {
      '/things': { get: { parameters: [{ in: 'query' }], responses: { '200': { description: 'Done' } } } },
      '/others': { additionalOperations: { 'NO TOKEN': { responses: {} } } },
    };
    writeFileSync(
      document,
      JSON.stringify({ openapi: '3.1.0', info: { title: 'Flawed', version: '1' }, paths }),
    );
    const { out } = await runIn(['inspect', document, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      skipped: [{ kind: 'skipped', pointer: '/paths/~1others/additionalOperations/NO TOKEN' }],
      warnings: [{ kind: 'relaxed', pointer: '/paths/~1things/get/parameters/0' }],
    });
    const text = await runIn(['inspect', document]);
    expect(text.out).toContain('Left out (1)\n');
    expect(text.out).toContain('Warnings (1)\n');
  });
});

describe('the budget', () => {
  const tool: Tool = {
    name: 'a',
    description: 'b',
    inputSchema: { type: 'object' },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  };

  it('counts the bytes of each entry, and one token for four characters of its name, description and input schema', () => {
    const modelText = '{"name":"a","description":"b","inputSchema":{"type":"object"}}';
    const budget = measureBudget('server', [tool, tool]);
    expect(budget.tools[0]).toEqual({
      name: 'a',
      bytes: JSON.stringify(tool).length,
      tokens: Math.ceil(modelText.length / 4),
    });
    expect(budget).toMatchObject({
      bytes: 2 * JSON.stringify(tool).length,
      tokens: 2 * Math.ceil(modelText.length / 4),
      limits: [],
    });
  });

  it.each<[string, Tool[], string, string]>([
    ['40 tools', many(41), 'Cursor', 'takes 40 tools, these are 41'],
    ['128 tools', many(129), 'VS Code, OpenAI, Gemini', 'take 128 tools a request, these are 129'],
    [
      '1,048,576 bytes of schemas',
      [{ ...tool, inputSchema: { type: 'object', title: 'x'.repeat(1_048_576) } }],
      'Claude connectors',
      'take 1,048,576 bytes of input schemas, these are 1,048,604; the rest is dropped',
    ],
    [
      'names of 60',
      [{ ...tool, name: 'x'.repeat(55) }],
      'Cursor',
      'takes names of 60 characters with the server’s',
    ],
    [
      'descriptions of 2,048',
      [{ ...tool, description: 'x'.repeat(2_049) }],
      'Claude Code',
      'cuts descriptions at 2,048 characters',
    ],
    [
      'descriptions of 1,024 in schemas',
      [{ ...tool, inputSchema: { type: 'object', properties: { p: { description: 'x'.repeat(1_025) } } } }],
      'GPT models in VS Code',
      'cut descriptions in schemas at 1,024 characters',
    ],
    [
      'schemas of 5,000 bytes',
      [{ ...tool, inputSchema: { type: 'object', title: 'x'.repeat(5_000) } }],
      'Codex',
      'drops the descriptions of schemas over 5,000 bytes',
    ],
    [
      '$defs',
      [{ ...tool, inputSchema: { type: 'object', $defs: {} } }],
      'Copilot CLI, Gemini CLI',
      'fail on schemas with $ref',
    ],
    [
      'names that begin with a letter',
      [{ ...tool, inputSchema: { type: 'object', properties: { _a: {} } } }],
      'Pydantic',
      'refuses properties that begin with an underscore, or takes them for others',
    ],
    [
      'names of properties in the body that begin with a letter',
      [{ ...tool, inputSchema: { type: 'object', properties: { a: { properties: { _a: {} } } } } }],
      'Pydantic',
      'refuses properties that begin with an underscore, or takes them for others',
    ],
    [
      'properties that are not called as keywords',
      [{ ...tool, inputSchema: { type: 'object', properties: { a: { properties: { $ref: {} } } } } }],
      'LangChain',
      'takes properties called $ref, $defs and definitions for keywords',
    ],
    [
      'objects that are not said to be open',
      [{ ...tool, inputSchema: { type: 'object', properties: { a: { additionalProperties: false } } } }],
      'google-genai',
      'throws on a boolean additionalProperties',
    ],
  ])('warns above %s', (_, tools, client, message) => {
    expect(measureBudget('server', tools).limits).toContainEqual(
      expect.objectContaining({ client, message }),
    );
  });

  function many(count: number): Tool[] {
    return Array.from({ length: count }, (_, index) => ({ ...tool, name: `tool_${index}` }));
  }
});
