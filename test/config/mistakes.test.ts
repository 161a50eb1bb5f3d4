import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { petstorePath } from '../support/cli.ts';
import { runIn } from '../support/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-config-'));
writeFileSync(join(folder, 'key.txt'), 'from a file\n');
afterAll(() => rmSync(folder, { recursive: true }));

const environment = { TOKEN: 's3cret-token', WORD: 'many', EMPTY: '' };

/** Runs `inspect` with a config file, and returns the exit code, and the lines of the error without the path of the file. */
async function mistakesOf(name: string, text: string): Promise<{ code: number; lines: string[] }> {
  const path = join(folder, name);
  writeFileSync(path, text);
  const { code, error } = await runIn(['serve', petstorePath, '--config', path], environment);
  return {
    code,
    lines: error
      .trimEnd()
      .replaceAll(`${relative('.', folder)}/`, '')
      .split('\n'),
  };
}

const program = 'Write the config file as .ts, .mjs or .js.';
const perSecond = 'Write it as 10/s, 100/m or 1000/h.';
const list = 'Write [one, another], or a line for each behind a -.';

it.each<[text: string, place: string, sentence: string, hint?: string]>([
  // Keys.
  ['baseURL: http://a', '1:1', 'baseURL is not a key', 'Did you mean baseUrl?'],
  ['base-url: http://a', '1:1', 'base-url is not a key', 'Did you mean baseUrl?'],
  ['port: 1\n\nhots: a', '3:1', 'hots is not a key', 'Did you mean host?'],
  ['colour: red', '1:1', 'colour is not a key', 'docs/config.md lists the keys.'],
  [
    'operations: { getPet: { titel: A } }',
    '1:25',
    'operations.getPet.titel is not a key',
    'Did you mean title?',
  ],
  [
    'operations:\n  GET /pets:\n    arguments:\n      limit:\n        defualt: 3',
    '5:9',
    'operations["GET /pets"].arguments.limit.defualt is not a key',
    'Did you mean default?',
  ],
  [
    'operations: { a: { description: { before: A } } }',
    '1:35',
    'operations.a.description.before is not a key',
    'Its keys: prepend, append.',
  ],
  // Code.
  ...['hooks: {}', 'tools: []'].map((text): [string, string, string, string] => [
    text,
    '1:1',
    `${text.slice(0, 5)} is code, which data cannot hold`,
    'Write the config file as .ts, .mjs or .js.',
  ]),
  [
    'operations:\n  GET /pets:\n    hooks: {}',
    '3:5',
    'operations["GET /pets"].hooks is code, which data cannot hold',
    'Write the config file as .ts, .mjs or .js.',
  ],
  ['resources: [{ uri: a }]', '1:12', 'resources is code, which data cannot hold', program],
  ['prompts: [a.md, { name: b }]', '1:17', 'prompts[1] is code, which data cannot hold', program],
  [
    'apis: { a: { document: a.yaml, hooks: {} } }',
    '1:32',
    'apis.a.hooks is code, which data cannot hold',
    program,
  ],
  [
    'apis: { a: { document: a.yaml, resources: ["off", { uri: b }] } }',
    '1:43',
    'apis.a.resources is code, which data cannot hold',
    program,
  ],
  ['port: 1\nport: 2', '2:1', 'port is given twice', 'Remove one.'],
  ['header:\n  A: a\n  A: b', '3:3', 'header.A is given twice', 'Remove one.'],
  // Types.
  ['port: abc', '1:7', 'port must be a whole number from 0 to 65535'],
  ['port: 70000', '1:7', 'port must be a whole number from 0 to 65535'],
  ['port: "80"', '1:7', 'port must be a whole number from 0 to 65535'],
  ['maxResultChars: 1.5', '1:17', 'maxResultChars must be a whole number of at least 1'],
  ['readOnly: yes', '1:11', 'readOnly must be true or false'],
  ['readOnly: 1', '1:11', 'readOnly must be true or false'],
  ['name: 7', '1:7', 'name must be a text', 'Put it in quotes.'],
  ['name:', '1:6', 'name has no value', 'Give it one, or remove it.'],
  ['name: [a]', '1:7', 'name must be a text'],
  ['include: a', '1:10', 'include must be a list', list],
  ['include: [a, 7]', '1:14', 'include[1] must be a text', 'Put it in quotes.'],
  ['header: a', '1:9', 'header must be a map of names to values'],
  ['header: { X-Count: 3 }', '1:20', 'header.X-Count must be a text', 'Put it in quotes.'],
  ['toolScope: { getPet: a }', '1:22', 'toolScope.getPet must be a list', list],
  ['operations: { a: { timeout: soon } }', '1:29', 'operations.a.timeout must be a number'],
  ['operations: { a: 3 }', '1:18', 'operations.a must be a map of keys to values'],
  ['workers: many', '1:10', 'workers must be a whole number of at least 0'],
  ['responseCache: -1', '1:16', 'responseCache must be a whole number of at least 0'],
  ['session: keep', '1:10', 'session must be a map of names to values'],
  ['perUser: maybe', '1:10', 'perUser must be true or false'],
  ['perUserKey: key', '1:13', 'perUserKey must be a list', list],
  ['authProvider: [google]', '1:15', 'authProvider must be a text'],
  ['authProviderScope: openid', '1:20', 'authProviderScope must be a list', list],
  ['authIntrospectionCache: -1', '1:25', 'authIntrospectionCache must be a whole number of at least 0'],
  ['apis: [a.yaml]', '1:7', 'apis must be a map of names to values'],
  // Choices, and values that the flags refuse.
  ['cache: maybe', '1:8', 'cache must be on or off'],
  ['prefix: 1', '1:9', 'prefix must be on or off'],
  ['prefix: onn', '1:9', 'prefix must be on or off', 'Did you mean on?'],
  ['exchangeGrant: obo', '1:16', 'exchangeGrant must be token-exchange or on-behalf-of'],
  ['session: { keep: sessions }', '1:10', 'keep of the session must be cookies, not sessions'],
  [
    'session: { provider: db }',
    '1:10',
    'provider is no setting of a session without a login',
    'The settings are login, token, csrf and csrf-header. Others are arguments of the login.',
  ],
  [
    'upstreamRate: fast',
    '1:15',
    'upstreamRate must be a number of calls per second, minute or hour',
    perSecond,
  ],
  // Values of operations, of patterns that match nothing too.
  [
    'operations: { a: { cache: soon } }',
    '1:27',
    'operations.a.cache must be a time such as 500ms, 30s, 5m or 1h, and at most 24 days',
  ],
  ['operations: { a: { cache: 5 } }', '1:27', 'operations.a.cache must be a text', 'Put it in quotes.'],
  [
    'operations: { a: { rateLimit: many } }',
    '1:31',
    'operations.a.rateLimit must be a number of calls per second, minute or hour',
    perSecond,
  ],
  ['operations: { a: { retries: -1 } }', '1:29', 'operations.a.retries must be a whole number of at least 0'],
  ['operations: { a: { timeout: 0 } }', '1:29', 'operations.a.timeout must be a whole number of at least 1'],
  [
    'operations: { a: { name: a b } }',
    '1:26',
    'operations.a.name is no name for a tool',
    'Use up to 64 letters, digits, hyphens and underscores.',
  ],
  [
    'operations: { a: { arguments: { b: { name: _b } } } }',
    '1:44',
    'operations.a.arguments.b.name is no name for an argument',
    'Use up to 64 letters, digits, dots, hyphens and underscores, and begin with another character than an underscore.',
  ],
  [
    'operations: { a: { arguments: { b: { value: 1, claim: c } } } }',
    '1:36',
    'operations.a.arguments.b has both a value and a claim',
    'Give one of them.',
  ],
  [
    'operations: { a: { result: { mask: [/a, b] } } }',
    '1:41',
    'operations.a.result.mask[1] is no JSON Pointer of a part of a response',
    'Write it as /items/*/email.',
  ],
  [
    'operations: { a: { result: { filter: "a[" } } }',
    '1:38',
    'operations.a.result.filter is no JMESPath expression: it ends too early, after character 2',
    'Write it as items[].name, or items[0:5].',
  ],
  [
    'operations: { a: { result: { maxChars: 0 } } }',
    '1:40',
    'operations.a.result.maxChars must be a whole number of at least 1',
  ],
  [
    'apis:\n  a:\n    document: a.yaml\n    operations: { b: { retries: -1 } }',
    '4:33',
    'apis.a.operations.b.retries must be a whole number of at least 0',
  ],
  // Keys of the other level.
  [
    'apis: { a: { document: a.yaml, workers: 2 } }',
    '1:32',
    'apis.a.workers is not a key',
    'docs/config.md lists the keys.',
  ],
  [
    'apis: { a: { document: a.yaml, cache: off } }',
    '1:32',
    'apis.a.cache is not a key',
    'docs/config.md lists the keys.',
  ],
  [
    'apis: { a: { document: a.yaml, authProvider: okta } }',
    '1:32',
    'apis.a.authProvider is not a key',
    'docs/config.md lists the keys.',
  ],
  [
    'baseUrl: http://a\napis: { a: { document: a.yaml } }',
    '1:1',
    'baseUrl belongs to an API',
    'Move it below a key of apis, such as apis.a.',
  ],
  [
    'name: a\napis: { a: { document: a.yaml } }',
    '1:1',
    'name belongs to an API',
    'Remove it. The key of each API is its name.',
  ],
  ['transport: htpp', '1:12', 'transport must be stdio or http', 'Did you mean http?'],
  ['profile: nowhere', '1:10', expect.stringMatching(/^profile must be .* or /)],
  ['baseUrl: ftp://a', '1:10', 'baseUrl must be a URL that begins with http:// or https://'],
  ['allowFiles: missing', '1:13', 'allowFiles must be an existing folder'],
  ['ca: missing.pem', '1:5', expect.stringMatching(/^ENOENT: .*missing\.pem'$/), 'Check the path of ca.'],
  [
    'port: 1\noverlay:\n  - missing.yaml',
    '3:5',
    'overlay[0] names missing.yaml, which does not exist',
    'The path is relative to this file.',
  ],
  [
    'prompts: [key.txt, missing.md]',
    '1:20',
    'prompts[1] names missing.md, which does not exist',
    'The path is relative to this file.',
  ],
  [
    'operations: { a: { arguments: { b: { claim: tenant_id } } } }',
    '1:45',
    'operations.a.arguments.b.claim needs callers with tokens, which standard input and output do not have',
    'Serve over HTTP with --auth-jwt, or give the argument a value.',
  ],
  [
    'apis: { a: { document: a.yaml, operations: { b: { arguments: { c: { claim: d } } } } } }',
    '1:76',
    'apis.a.operations.b.arguments.c.claim needs callers with tokens, which standard input and output do not have',
    'Serve over HTTP with --auth-jwt, or give the argument a value.',
  ],
  ['mock: true\nbaseUrl: http://a', '1:1', 'mock cannot be combined with baseUrl', 'Leave one of them out.'],
  // Variables.
  ['port: 1\nname: ${TOKN}', '2:7', 'name needs the variable TOKN, which is not set', 'Did you mean TOKEN?'],
  [
    'name: a-${NAME_OF_IT}',
    '1:7',
    'name needs the variable NAME_OF_IT, which is not set',
    'Set it, or write ${NAME_OF_IT:-default}.',
  ],
  [
    'header: { A: "${file:no.txt}" }',
    '1:14',
    'header.A needs the file no.txt, which cannot be read',
    'The path is relative to this file.',
  ],
  [
    'name: ${TOKEN',
    '1:7',
    'name has ${TOKEN, which is no variable',
    'Write ${NAME}, ${NAME:-default} or ${file:path}, and $${ for the characters ${ themselves.',
  ],
  ['port: ${WORD}', '1:7', 'port must be a whole number from 0 to 65535'],
  ['transport: ${TOKEN}', '1:12', 'transport must be stdio or http'],
  ['baseUrl: ${TOKEN}', '1:10', 'baseUrl must be a URL that begins with http:// or https://'],
  [
    'operations: { a: { arguments: { b: { value: "${NONE}" } } } }',
    '1:45',
    'operations.a.arguments.b.value needs the variable NONE, which is not set',
    'Set it, or write ${NONE:-default}.',
  ],
  [
    'operations: { a: { arguments: { b: { value: "${file:key.txt}" } } } }',
    '1:45',
    'operations.a.arguments.b.value cannot have ${file:key.txt}',
    'A fixed value is a text with variables, or data without them.',
  ],
  [
    'operations: { a: { arguments: { b: { value: ["${TOKEN}"] } } } }',
    '1:46',
    'operations.a.arguments.b.value[0] cannot have ${TOKEN}',
    'A fixed value is a text with variables, or data without them.',
  ],
  // The file.
  ['- a', '1:1', 'the file must be a map of keys to values'],
  ['port: 1\nname: *a', '2:7', '*a has no anchor above it'],
  ['name: "a', '1:9', 'not YAML: missing closing "quote'],
])('%j', async (text, place, sentence, hint) => {
  const { code, lines } = await mistakesOf('a.yaml', text);
  const [first = '', second = ''] = lines;
  expect(code).toBe(2);
  const [head, middle, ...rest] = first.split(': ');
  expect(`${head}: ${middle}`).toBe(`openapi-mcp: a.yaml:${place}`);
  expect(rest.join(': ')).toEqual(sentence);
  expect(second).toBe(`  ${hint ?? 'Fix these lines. docs/config.md has the keys.'} (CONFIG_INVALID)`);
  expect(lines.join('\n')).not.toContain('s3cret');
});

it('reports every mistake at once, in their order', async () => {
  const text = `document: petstore.yaml
baseURL: http://a
baseUrl: ftp://a
header: { Authorization: "Bearer \${TOKN}", X-Count: 3 }
port: many
operations:
  getPet: { hiden: true }
`;
  const { lines } = await mistakesOf('many.yaml', text);
  expect(lines).toEqual([
    'openapi-mcp: many.yaml has 6 mistakes:',
    '  many.yaml:2:1: baseURL is not a key. Did you mean baseUrl?',
    '  many.yaml:3:10: baseUrl must be a URL that begins with http:// or https://',
    '  many.yaml:4:26: header.Authorization needs the variable TOKN, which is not set. Did you mean TOKEN?',
    '  many.yaml:4:53: header.X-Count must be a text. Put it in quotes.',
    '  many.yaml:5:7: port must be a whole number from 0 to 65535',
    '  many.yaml:7:13: operations.getPet.hiden is not a key. Did you mean hidden?',
    '  Fix these lines. docs/config.md has the keys. (CONFIG_INVALID)',
  ]);
});

it.each([
  [
    'a.json',
    '{\n  "port": "many",\n  "port": 1,\n  "hots": "a"\n}',
    [
      '  a.json:2:11: port must be a whole number from 0 to 65535',
      '  a.json:3:3: port is given twice. Remove one.',
      '  a.json:4:3: hots is not a key. Did you mean host?',
    ],
  ],
  [
    'b.jsonc',
    '{\n  // A comment\n  "hots": "a"\n  "port": 1\n}',
    ['  b.jsonc:3:3: hots is not a key. Did you mean host?', '  b.jsonc:4:3: not JSON: comma expected'],
  ],
  [
    'a.mjs',
    'export default { port: "many", operations: { getPet: { title: () => 1 } }, name: "${NAME}" };',
    [
      '  a.mjs: operations.getPet.title must be data',
      '  a.mjs: name needs the variable NAME, which is not set. Set it, or write ${NAME:-default}.',
      '  a.mjs: port must be a whole number from 0 to 65535',
    ],
  ],
])('names the places of mistakes in %s', async (name, text, lines) => {
  expect((await mistakesOf(name, text)).lines.slice(1, -1)).toEqual(lines);
});

const noEffect = 'openapi-mcp: parts of the configuration have no effect:';
const correct = '  Correct them, or leave --strict out. (OPTION_INVALID)';
const twoTools =
  'openapi-mcp: two tools would have the name same: GET /pets, and POST /pets\n  Give each operation a name of its own, under a pattern that matches that operation alone. (OPTION_INVALID)';
writeFileSync(join(folder, 'empty.md'), '---\nname: a\n---\n');
writeFileSync(join(folder, 'none.yaml'), 'openapi: 3.1.0\n');
writeFileSync(
  join(folder, 'unmatched.yaml'),
  'overlay: 1.1.0\ninfo: { title: O, version: "1" }\nactions:\n  - { target: $.nowhere, remove: true }\n',
);

it.each<[text: string, code: number, lines: string]>([
  [
    'overlay: [unmatched.yaml]',
    0,
    'the overlay unmatched.yaml:4:7: actions[0] selects nothing: $.nowhere (ignored)',
  ],
  [
    'overlay: [unmatched.yaml]\nstrict: true',
    2,
    `${noEffect}\n- the overlay unmatched.yaml:4:7: actions[0] selects nothing: $.nowhere\n${correct}`,
  ],
  [
    'overlay: [none.yaml]',
    1,
    'openapi-mcp: none.yaml:1:1: the overlay cannot be applied: it has no field `overlay` with a version\n  An overlay begins with `overlay: 1.1.0`. The document itself is given without --overlay. (OVERLAY_INVALID)',
  ],
  [
    'prompts: [empty.md]',
    2,
    'openapi-mcp: empty.md:4:1: the prompt has no text\n  Write the message of the user below the front matter. (PROMPT_INVALID)',
  ],
  [
    'prompts: ["*.markdown"]',
    2,
    'openapi-mcp: there are no prompt files at *.markdown\n  Give a Markdown file, a folder of .md files, or a pattern such as prompts/*.md. (OPTION_INVALID)',
  ],
  ['operations: { listPets: { name: same }, createPet: { name: same } }', 2, twoTools],
  ['operations: { "/pets**": { name: same } }', 2, twoTools],
  [
    'operations: { nowhere: { title: A } }',
    0,
    'shaping: the pattern "nowhere" matches no operation (ignored)',
  ],
  [
    'operations: { nowhere: { title: A }, getPet: { arguments: { petID: { name: id } } } }\nstrict: true',
    2,
    `${noEffect}\n- shaping: getPet has no argument "petID"\n- shaping: the pattern "nowhere" matches no operation\n${correct}`,
  ],
  [
    'operations: { getPet: { arguments: { petId: { hidden: true } } } }',
    2,
    'openapi-mcp: getPet: the argument petId is required, so it cannot be hidden\n  Give it a value. (OPTION_INVALID)',
  ],
])('says what does not fit the document in %j', async (text, code, lines) => {
  const path = join(folder, 'fit.yaml');
  writeFileSync(path, text);
  const ended = await runIn(['inspect', petstorePath, '--config', path], environment);
  expect(ended.code).toBe(code);
  const shown = `${ended.out}${ended.error}`.replaceAll(`${relative('.', folder)}/`, '');
  if (code === 0) expect(shown.replaceAll(/\s+/g, ' ')).toContain(lines);
  else expect(shown).toBe(`${lines}\n`);
});

it('says that a claim is missing when it is called', async () => {
  const path = join(folder, 'claim.yaml');
  writeFileSync(path, 'operations: { getPet: { arguments: { petId: { claim: pet } } } }');
  const { code, error } = await runIn(['call', petstorePath, 'getPet', '--config', path]);
  expect([code, error]).toEqual([
    1,
    'The access token has no claim pet\nNothing was sent. Get an access token with that claim.\n',
  ]);
});

it('says why a program does not run', async () => {
  expect(await mistakesOf('broken.mjs', 'throw new Error("no weather today")')).toEqual({
    code: 2,
    lines: ['openapi-mcp: broken.mjs: no weather today', '  Fix the error in that file. (CONFIG_INVALID)'],
  });
});

it('says that a file is not there', async () => {
  const { code, error } = await runIn(['inspect', '--config', 'nowhere.yaml']);
  expect(code).toBe(2);
  expect(error).toMatch(
    /^openapi-mcp: the config file nowhere\.yaml cannot be read: ENOENT.*\n {2}Check the path of --config\. \(OPTION_INVALID\)\n$/,
  );
});
