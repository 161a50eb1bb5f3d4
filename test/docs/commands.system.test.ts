import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIssuer } from '../access/issuer.ts';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { connectSpawned, listening, petstorePath, repository, serveCliHttp, start } from '../support/cli.ts';
import { codeBlocks, shellCommands } from '../support/markdown.ts';
import { startPetstore } from '../support/petstore.ts';
import { startUpstream } from '../support/upstream.ts';
import type { InteropClient } from '../interop/clients.ts';
import type { RunningProcess, StdioCommand } from '../support/cli.ts';
import type { Petstore } from '../support/petstore.ts';
import type { Upstream } from '../support/upstream.ts';

const client2026 = clientKinds[2];
const ci = readFileSync(join(repository, '.ci/run'), 'utf8').split('\n');

/** A folder like a clone of this repository that also holds the reader's own document. */
const clone = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
let petstore: Petstore;
let website: Upstream;
let started: RunningProcess & { url: string };

beforeAll(async () => {
  petstore = await startPetstore();
  const document = readFileSync(petstorePath, 'utf8').replace('http://127.0.0.1:4010/v1', petstore.url);
  website = await startUpstream({ body: document });
  writeFileSync(join(clone, 'openapi.yaml'), document);
  const blocks = codeBlocks(readFileSync(join(repository, 'docs/config.md'), 'utf8'));
  const config = blocks.find(({ language }) => language === 'yaml');
  writeFileSync(join(clone, 'staging.config.yaml'), config?.text ?? '');
  const corrections = codeBlocks(readFileSync(join(repository, 'docs/overlays.md'), 'utf8'))[0];
  writeFileSync(join(clone, 'corrections.yaml'), corrections?.text ?? '');
  const prompt = codeBlocks(readFileSync(join(repository, 'docs/prompts.md'), 'utf8'))[0];
  mkdirSync(join(clone, 'prompts'));
  writeFileSync(join(clone, 'prompts/adopt.md'), prompt?.text ?? '');
  writeFileSync(join(clone, 'login.json'), JSON.stringify(loginDocument));
  for (const name of ['dist', 'specs', 'bench', 'package.json'])
    symlinkSync(join(repository, name), join(clone, name));
  mkdirSync(join(clone, 'node_modules'));
  symlinkSync(repository, join(clone, 'node_modules/openapi-mcp'));
  // The same server as `npm start`.
  started = await serveCliHttp([petstorePath, '--mock']);
});
afterAll(async () => {
  await started[Symbol.asyncDispose]();
  await petstore[Symbol.asyncDispose]();
  await website.close();
  rmSync(clone, { recursive: true });
});

/** An API whose users log in with the authorization code flow. */
const loginDocument = {
  openapi: '3.1.0',
  info: { title: 'Login', version: '1' },
  servers: [{ url: 'https://api.example.com' }],
  security: [{ user: [] }],
  components: {
    securitySchemes: {
      user: {
        type: 'oauth2',
        flows: {
          authorizationCode: {
            authorizationUrl: 'https://id.example.com/authorize',
            tokenUrl: 'https://id.example.com/token',
            scopes: {},
          },
        },
      },
    },
  },
  paths: { '/pets': { get: { operationId: 'listPets', responses: { 200: { description: 'Pets' } } } } },
};

async function countTools(client: InteropClient): Promise<number> {
  const { length } = await client.listTools();
  await client.close();
  return length;
}

/** Starts a line of a shell. Public addresses are replaced by addresses of this machine. */
function shell(command: string, cwd: string): RunningProcess {
  const local = command
    .replaceAll('https://api.example.com', website.url)
    .replaceAll('http://127.0.0.1:3000/mcp', started.url);
  // Configurations of clients are those of the folder, not of whoever runs the tests.
  return start('sh', ['-c', local], { cwd, group: true, env: { HOME: clone } });
}

/** Starts a server that prints its URL, returns what `use` makes of the URL, and ends the server. */
async function whileListening<Result>(
  command: string,
  cwd: string,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  await using running = shell(command, cwd);
  const result = await use(await running.printed(listening));
  running.signal('SIGTERM');
  await running.ended;
  return result;
}

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  const { status } = await fetch(url, { headers });
  return status;
}

function listOverHttp(command: string, cwd: string): Promise<number> {
  return whileListening(command, cwd, async (url) => countTools(await connectHttp(client2026, url)));
}

async function runToEnd(command: string, cwd: string) {
  await using running = shell(command, cwd);
  running.child.stdin.end();
  return { code: await running.ended, stdout: running.stdout(), stderr: running.stderr() };
}

/** The output that a command must have, by its first word. */
const outputs: Record<string, RegExp> = { curl: /"name":"Mabel"/ };

/** Each way to run a command. The first whose pattern matches is used. */
const runs: { title: string; matches: RegExp; run: (command: string, cwd: string) => Promise<void> }[] = [
  {
    title: 'serves over HTTP, for people who sign in',
    matches: /cli\.js serve .*--auth-provider /s,
    run: async (command, cwd) => {
      await using issuer = await startIssuer();
      const local = command.replaceAll('https://id.example.com', issuer.url);
      const statuses = await whileListening(`${local} --port 0`, cwd, (url) =>
        Promise.all([statusOf(url), statusOf(new URL('/.well-known/oauth-authorization-server', url).href)]),
      );
      expect(statuses).toEqual([401, 200]);
    },
  },
  {
    title: 'serves over HTTP, for callers with a token',
    matches: /cli\.js serve .*--transport http .*--auth-/s,
    run: async (command, cwd) => {
      await using issuer = await startIssuer();
      const document = /--per-user(?!-)/.test(command) ? 'login.json' : 'openapi.yaml';
      const local = command
        .replaceAll('https://id.example.com', issuer.url)
        .replace('openapi.yaml', document);
      const statuses = await whileListening(`${local} --port 0`, cwd, async (url) => {
        const endpoint = url.replace('0.0.0.0', '127.0.0.1');
        const [, audience = url] = /--public-url (\S+)/.exec(command) ?? [];
        const authorization = `Bearer ${await issuer.sign({ scope: 'pets:read', aud: audience })}`;
        return Promise.all([statusOf(endpoint), statusOf(endpoint, { authorization })]);
      });
      expect(statuses).toEqual([401, 405]);
    },
  },
  {
    title: 'serves over HTTP',
    matches: /^npm start|cli\.js dev |cli\.js serve .*--transport http/,
    run: async (command, cwd) => {
      const onFreePort = `${command} ${command === 'npm start' ? '-- ' : ''}--port 0`;
      expect(await listOverHttp(onFreePort, cwd)).toBeGreaterThan(0);
    },
  },
  {
    title: 'serves over stdio',
    matches: /cli\.js serve /,
    run: async (command, cwd) => {
      await using running = shell(command, cwd);
      expect(await countTools(await running.connect(client2026))).toBeGreaterThan(0);
      expect(await running.ended).toBe(0);
    },
  },
  {
    title: 'runs a mock',
    matches: /cli\.js mock /,
    run: async (command, cwd) => {
      const status = await whileListening(`${command} --port 0`, cwd, (url) => statusOf(`${url}/pets`));
      expect(status).toBe(200);
    },
  },
  {
    title: 'prints the address for the browser',
    matches: /cli\.js login /,
    run: async (command, cwd) => {
      await using running = shell(command.replace('openapi.yaml', 'login.json'), cwd);
      expect(await running.printed(/https:\S+code_challenge=\S+/)).toContain(
        'https://id.example.com/authorize',
      );
    },
  },
  {
    title: 'succeeds',
    matches: /./,
    run: async (command, cwd) => {
      const [program = ''] = command.split(' ');
      const quickly = command.startsWith('node bench/startup.js ') ? `${command} --runs 1` : command;
      const { code, stdout, stderr } = await runToEnd(quickly, cwd);
      expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(outputs[program] ?? /./);
    },
  },
];

const docs = readdirSync(join(repository, 'docs')).map((name) => `docs/${name}`);
const texts = new Map(
  ['README.md', 'CONTRIBUTING.md', ...docs].map((file) => [
    file,
    readFileSync(join(repository, file), 'utf8'),
  ]),
);

/** `npm ci` before a command, and commands that CI runs itself, are checked against .ci/run by test/package. */
const commands = [...texts].flatMap(([file, text]) =>
  shellCommands(text)
    .map((command) => command.replace(/^npm ci && /, ''))
    .filter((command) => !ci.some((line) => line === command || line.startsWith(`${command} -- `)))
    .map((command) => {
      const { title, run } = runs.find(({ matches }) => matches.test(command)) ?? {
        title: '',
        run: undefined,
      };
      return { file, command, title, run, cwd: file === 'CONTRIBUTING.md' ? repository : clone };
    }),
);

it.each(commands)('$file $title: $command', async ({ command, run, cwd }) => {
  await run?.(command, cwd);
  expect.hasAssertions();
});

it('commands stand on every page that explains something to do', () => {
  const without = [...texts.keys()].filter((file) => !commands.some((command) => command.file === file));
  expect(without).toEqual([
    'docs/errors.md',
    'docs/library.md',
    'docs/limits.md',
    'docs/measurements.md',
    'docs/options.md',
    'docs/protocol.md',
    'docs/providers.md',
    'docs/shaping.md',
    'docs/testing.md',
  ]);
});

describe('a client configuration', () => {
  const configured = [...texts.values()].flatMap((text) =>
    codeBlocks(text)
      .filter(({ language }) => language === 'json')
      .flatMap((block): [string, Partial<StdioCommand> & { url?: string }][] => {
        const { mcpServers, servers } = JSON.parse(block.text);
        return Object.entries(mcpServers ?? servers);
      })
      .map(([name, server]) => ({ name, ...server })),
  );

  it.each(configured.filter(({ url }) => url === undefined))(
    'starts $name',
    async ({ command = '', args = [], env = {} }) => {
      const local = args.map((argument) =>
        argument.replace('/path/to/openapi-mcp', clone).replace('/path/to', clone),
      );
      expect(await countTools(await connectSpawned(client2026, { command, args: local, env }))).toBe(25);
    },
  );

  it.each(configured.filter(({ url }) => url !== undefined))('finds $name', ({ url }) => {
    expect(url).toBe('http://127.0.0.1:3000/mcp');
  });
});

it('a program of docs/several-apis.md lists the tools of both', async () => {
  const program = codeBlocks(readFileSync(join(repository, 'docs/several-apis.md'), 'utf8')).find(
    ({ language }) => language === 'js',
  );
  writeFileSync(join(clone, 'several.mjs'), program?.text ?? '');
  const { code, stdout, stderr } = await runToEnd('node several.mjs', clone);
  expect([code, Number(stdout) > 25, stderr]).toEqual([0, true, '']);
});

it('a program of docs/shaping.md lists shaped tools', async () => {
  const [program] = codeBlocks(readFileSync(join(repository, 'docs/shaping.md'), 'utf8'));
  writeFileSync(join(clone, 'shaping.mjs'), program?.text ?? '');
  const { code, stdout, stderr } = await runToEnd('node shaping.mjs', clone);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain("'find_pets'");
  expect(stdout).not.toContain('listOrders');
});

describe('a program of docs/library.md', () => {
  const programs = codeBlocks(texts.get('docs/library.md') ?? '').filter(({ language }) => language === 'js');
  const write = (index: number): void =>
    writeFileSync(join(clone, 'program.mjs'), programs[index]?.text.replace('port: 3000', 'port: 0') ?? '');

  it('serves', async () => {
    write(0);
    expect(await listOverHttp('node program.mjs', clone)).toBeGreaterThan(0);
  });

  it('calls a tool', async () => {
    write(1);
    expect(await runToEnd('node program.mjs', clone)).toEqual({
      code: 0,
      stdout: expect.stringContaining("name: 'Biscuit'"),
      stderr: '',
    });
  });

  it('is tested', () => {
    expect(programs).toHaveLength(2);
  });
});

it.each([...texts])('links of %s lead to files and headings that exist', (file, text) => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  const broken = links.filter(([, path = '', heading]) => {
    const target = join(repository, file, '..', path);
    if (heading === undefined) return !existsSync(target);
    const content = path === '' ? text : readFileSync(target, 'utf8');
    const anchors = [...content.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
    return !anchors.includes(heading);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});
