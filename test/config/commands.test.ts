import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { petstorePath, runCli } from '../support/cli.ts';

const root = mkdtempSync(join(tmpdir(), 'openapi-mcp-config-'));
mkdirSync(join(root, '.git'));
afterAll(() => rmSync(root, { recursive: true }));

let count = 0;
let folder: string;

beforeEach(() => {
  folder = join(root, `case-${(count += 1)}`);
  mkdirSync(folder);
  copyFileSync(petstorePath, join(folder, 'petstore.yaml'));
});

function run(args: string[], env: Record<string, string> = {}) {
  return runCli(args, { cwd: folder, env });
}

it('config print prints each value with its source, and no secret', async () => {
  writeFileSync(
    join(folder, 'openapi-mcp.config.yaml'),
    `document: petstore.yaml
baseUrl: https://user:canary-1@api.example.com
header:
  Authorization: Bearer \${TOKEN}
  X-Api-Key: canary-2
  X-Tenant: \${TENANT}
authCommand: [staff=printf canary-3]
readOnly: true
maxResultChars: \${MOST}
toolScope: { getPet: [pets:read] }
operations:
  getPet: { title: Pet, arguments: { petId: { value: canary-6 }, a: { value: 7 }, b: { value: '\${TENANT}' } } }
`,
  );
  const env = { TOKEN: 'canary-4', TENANT: 'canary-5', MOST: '99' };
  const args = ['config', 'print', '--port', '8080', '--include', 'getPet', '--include', 'listPets'];
  const { code, stdout, stderr } = await run(args, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).not.toContain('canary');
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toBe('# openapi-mcp.config.yaml');
  expect(lines.filter((line) => !line.endsWith(' # default')).slice(1)).toEqual([
    'document: "petstore.yaml" # openapi-mcp.config.yaml:1:1',
    'cache: "off" # OPENAPI_MCP_CACHE',
    'port: 8080 # --port',
    'readOnly: true # openapi-mcp.config.yaml:8:1',
    'toolScope: {"getPet":["pets:read"]} # openapi-mcp.config.yaml:10:1',
    'baseUrl: "https://REDACTED@api.example.com" # openapi-mcp.config.yaml:2:1',
    'header: {"Authorization":"REDACTED","X-Api-Key":"REDACTED","X-Tenant":"${TENANT}"} # openapi-mcp.config.yaml:3:1',
    'authCommand: ["staff=printf …"] # openapi-mcp.config.yaml:7:1',
    'maxResultChars: "${MOST}" # openapi-mcp.config.yaml:9:1',
    'include: ["getPet","listPets"] # --include',
    'operations: {"getPet":{"title":"Pet","arguments":{"petId":{"value":"REDACTED"},"a":{"value":"REDACTED"},"b":{"value":"${TENANT}"}}}} # openapi-mcp.config.yaml:11:1',
  ]);
  expect(lines).toContain('callTimeout: 30000 # default');
});

it('config print works without a file', async () => {
  const { code, stdout } = await run(['config', 'print']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# No config file was found\.\ntransport: "stdio" # default\n/);
});

it.each([
  [['config'], 'missing argument <action>'],
  [['config', 'show'], '<action> must be print'],
  [['config', 'print', 'more'], 'too many arguments: config takes 1, and 2 were given'],
  [['config', 'print', '--prot', '1'], 'unknown option --prot'],
  [['init', '--yes'], 'missing argument <document>'],
  [['init'], 'missing argument <document>'],
  [['init', '-'], 'a config file cannot name standard input'],
])('%j is refused', async (args, message) => {
  const { code, stderr } = await run(args);
  expect(code).toBe(2);
  expect(stderr).toContain(`openapi-mcp: ${message}\n`);
});

it('init writes a file that is read, with its examples too, and does not overwrite it', async () => {
  const path = join(folder, 'openapi-mcp.config.yaml');
  const { code, stdout } = await run(['init', 'petstore.yaml']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'Wrote openapi-mcp.config.yaml. Try it: openapi-mcp inspect\n',
  });
  const text = readFileSync(path, 'utf8');
  expect(text).toBe(`# yaml-language-server: $schema=./node_modules/openapi-mcp/src/config/config.schema.json
document: "petstore.yaml"

# Every option of serve has a key. Remove the # of what you need.
# include: ["tag:pets"]
# readOnly: true
# header:
#   X-Tenant: \${TENANT}
# operations:
#   "listPets":
#     title: "Browse pets"
#     description: { append: Use this first. }
#   "removePet":
#     confirm: true
`);
  expect((await run(['inspect'])).stdout).toContain('Tools (25)');
  const again = await run(['init', 'petstore.yaml', '--yes']);
  expect(again).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('openapi-mcp.config.yaml exists already'),
  });
  writeFileSync(
    path,
    text.replaceAll(/^# (?=include|readOnly|header|operations| )/gm, '').replace('readOnly: true\n', ''),
  );
  const all = await run(['inspect', '--json'], { TENANT: 'shop' });
  expect(all).toMatchObject({ code: 0, stderr: '' });
  expect(all.stdout).toContain('Use this first.');
});

it('init writes a file of several documents that is read, with its examples too', async () => {
  const path = join(folder, 'openapi-mcp.config.yaml');
  rmSync(path, { force: true });
  const { code, stdout } = await run(['init', 'pets=petstore.yaml', 'copy=petstore.yaml']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: 'Wrote openapi-mcp.config.yaml. Try it: openapi-mcp inspect pets\n',
  });
  const text = readFileSync(path, 'utf8');
  const examples = `    # include: ["tag:pets"]
    # operations:
    #   "listPets":
    #     title: "Browse pets"
    #     description: { append: Use this first. }
    #   "removePet":
    #     confirm: true
`;
  expect(text).toBe(`# yaml-language-server: $schema=./node_modules/openapi-mcp/src/config/config.schema.json
# Every option of serve has a key. Remove the # of what you need.
apis:
  pets:
    document: "petstore.yaml"
${examples}  copy:
    document: "petstore.yaml"
${examples}
# readOnly: true
# header:
#   X-Tenant: \${TENANT}
`);
  writeFileSync(
    path,
    text.replaceAll(/^( *)# (?=include|header|operations| )/gm, '$1').replace('# readOnly: true\n', ''),
  );
  const all = await run(['inspect', 'copy', '--json'], { TENANT: 'shop' });
  expect(all).toMatchObject({ code: 0, stderr: '' });
  expect(all.stdout).toContain('Use this first.');
  rmSync(path);
});

it('init leaves nothing behind for a document that does not load', async () => {
  expect(await run(['init', 'missing.yaml'])).toMatchObject({ code: 1 });
  expect(existsSync(join(folder, 'openapi-mcp.config.yaml'))).toBe(false);
});
