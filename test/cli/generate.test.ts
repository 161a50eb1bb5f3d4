import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { petstorePath, repository } from '../support/cli.ts';
import { runIn } from '../support/terminal.ts';
import type { Transcript } from '../support/terminal.ts';
import type { JsonObject } from '../../src/json/value.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-generate-'));
  writeFileSync(join(folder, 'zoo.json'), JSON.stringify(zoo('feedLion', 'seeLion')));
});
afterEach(() => rmSync(folder, { recursive: true }));

function zoo(...ids: string[]): JsonObject {
  const operations = ids.map((id) => [
    `/${id}`,
    { get: { operationId: id, responses: { '200': { description: 'Ö' } } } },
  ]);
  return {
    openapi: '3.1.0',
    info: { title: 'Zoo', version: '2.0' },
    servers: [{ url: 'http://127.0.0.1:1' }],
    paths: Object.fromEntries(operations) as JsonObject,
  };
}

const path = (name: string): string => join(folder, name);

/** Runs `generate` on the zoo document with output folder `out`. The transcript has `<folder>` for the folder of the test. */
async function generate(...words: string[]): Promise<Transcript> {
  return generateFrom(path('zoo.json'), '--out', path('out'), '--runtime', 'package', ...words);
}

async function generateFrom(...words: string[]): Promise<Transcript> {
  const { code, out, error } = await runIn(['generate', ...words]);
  return { code, out: out.replaceAll(folder, '<folder>'), error: error.replaceAll(folder, '<folder>') };
}

/** Returns the content of every file of a folder, by relative path. */
function filesOf(name: string): Record<string, string> {
  const entries = readdirSync(path(name), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((file) => [relative(path(name), file), readFileSync(file, 'utf8')]),
  );
}

const head = 'Zoo 2.0: 2 operations\n';
const install = `Install what it imports:
  npm pack ${resolve(repository)}
  npm install ./openapi-mcp-0.1.0.tgz
  npm install --save-dev @types/node typescript
`;
const generated = [
  '.gitattributes',
  'client.ts',
  'descriptor.json',
  'descriptor.ts',
  'hooks.ts',
  'index.ts',
  'operations.ts',
  'schemas.json',
  'server.ts',
];

describe('prints a summary', () => {
  it('of the first run', async () => {
    expect(await generate()).toEqual({
      code: 0,
      error: 'Calls go to http://127.0.0.1:1 (servers[0])\n',
      out: `${head}Wrote <folder>/out: 9 created\n${install}`,
    });
    expect(Object.keys(filesOf('out'))).toEqual([...generated, '.openapi-mcp.json'].toSorted());
  });

  it('of a run without changes', async () => {
    await generate();
    const before = filesOf('out');
    expect((await generate()).out).toBe(`${head}Wrote <folder>/out: 9 unchanged\n${install}`);
    expect(filesOf('out')).toEqual(before);
  });

  it('of a run after the document changed', async () => {
    await generate();
    writeFileSync(path('zoo.json'), JSON.stringify(zoo('seeLion', 'washLion', 'cureLion')));
    const { out } = await generate();
    expect(out).toContain('Zoo 2.0: 3 operations\nWrote <folder>/out: 4 updated, 5 unchanged\n');
  });

  it('of a run that removes files', async () => {
    await generate('--runtime', 'inline');
    const { out } = await generate();
    expect(out).toMatch(/^Wrote <folder>\/out: 3 updated, \d+ removed, 6 unchanged$/m);
    expect(Object.keys(filesOf('out'))).toEqual([...generated, '.openapi-mcp.json'].toSorted());
  });

  it('with the packages that package.json lacks', async () => {
    const dependencies = { undici: '7', ajv: '8', '@types/node': '20' };
    writeFileSync(path('package.json'), JSON.stringify({ type: 'module', dependencies }));
    const { out } = await generate('--runtime', 'inline');
    expect(out).toMatch(/^ {2}npm install (\S+@[\d.]+ )*@modelcontextprotocol\/server@[\d.]+ /m);
    expect(out).not.toMatch(/undici| ajv@/);
    expect(out).toContain('  npm install --save-dev typescript\n');
  });

  it('with the changes that tsconfig.json needs', async () => {
    writeFileSync(
      path('tsconfig.json'),
      '{ "compilerOptions": { "module": "commonjs", "target": "es2017" } }',
    );
    const { out } = await generate();
    expect(out).toContain('tsconfig.json has to change:\n  Set "lib" to');
    expect(out).toContain('  Set "module" to "nodenext"');
  });

  it.each([
    ['5.9.3', true],
    ['6.0.1', false],
    ['7.0.2', false],
  ])('without changes that the defaults of TypeScript %s make needless', async (version, isNeeded) => {
    mkdirSync(path('node_modules/typescript'), { recursive: true });
    writeFileSync(path('node_modules/typescript/package.json'), JSON.stringify({ version }));
    writeFileSync(path('tsconfig.json'), '{ "compilerOptions": { "strict": true } }');
    const { out } = await generate();
    expect(out.includes('tsconfig.json has to change')).toBe(isNeeded);
  });
});

describe('a dry run', () => {
  it('writes nothing, and lists what it would create', async () => {
    const { out, code } = await generate('--dry-run');
    expect({ code, out }).toEqual({
      code: 0,
      out: `${head}Would write <folder>/out: 9 created\n${[
        'index.ts',
        'server.ts',
        'client.ts',
        'operations.ts',
        'descriptor.json',
        'schemas.json',
        'descriptor.ts',
        'hooks.ts',
        '.gitattributes',
      ]
        .map((name) => `  create ${name}\n`)
        .join('')}${install}`,
    });
    expect(readdirSync(folder)).toEqual(['zoo.json']);
  });

  it('does not list what is as it should be', async () => {
    await generate();
    expect((await generate('--dry-run')).out).toBe(
      `${head}Would write <folder>/out: 9 unchanged\n${install}`,
    );
  });
});

describe('--check', () => {
  it('is content with what was just generated, and with hooks of its owner', async () => {
    await generate();
    writeFileSync(path('out/hooks.ts'), 'export const hooks = {};\n');
    expect(await generate('--check')).toEqual({
      code: 0,
      error: '',
      out: `${head}<folder>/out is up to date\n`,
    });
  });

  it.each<[string, () => void, string]>([
    [
      'a changed document',
      () => writeFileSync(path('zoo.json'), JSON.stringify(zoo('feedLion'))),
      '- client.ts (update)\n- operations.ts (update)\n- descriptor.json (update)',
    ],
    ['an edited file', () => writeFileSync(path('out/server.ts'), 'mine'), '- server.ts (update)'],
    ['a missing file', () => rmSync(path('out/server.ts')), '- server.ts (create)'],
    ['a missing manifest', () => rmSync(path('out/.openapi-mcp.json')), '- .openapi-mcp.json (create)'],
    ['a missing output folder', () => rmSync(path('out'), { recursive: true }), '- index.ts (create)'],
  ])('fails because of %s, and writes no file', async (_, change, list) => {
    await generate();
    change();
    mkdirSync(path('out'), { recursive: true });
    const before = filesOf('out');
    const { code, out, error } = await generate('--check');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toContain(`openapi-mcp: <folder>/out is not up to date:\n${list}`);
    expect(error).toMatch(/Run the same command without --check.* \(OUTPUT_STALE\)\n$/);
    expect(filesOf('out')).toEqual(before);
  });
});

const several = (...words: string[]): Promise<Transcript> =>
  generateFrom(...words, '--out', path('out'), '--runtime', 'package');

describe('several documents', () => {
  it('become one server, with a folder for each', async () => {
    const { code, out, error } = await several(`one=${path('zoo.json')}`, `two=${path('zoo.json')}`);
    const calls = 'Zoo:\nCalls go to http://127.0.0.1:1 (servers[0])\n';
    expect({ code, error }).toEqual({ code: 0, error: calls + calls });
    expect(out).toBe(`Zoo, Zoo: 4 operations\nWrote <folder>/out: 21 created\n${install}`);
    const written = Object.keys(filesOf('out'));
    expect(written.filter((name) => !name.startsWith('apis/'))).toEqual([
      '.gitattributes',
      '.openapi-mcp.json',
      'index.ts',
      'server.ts',
    ]);
    expect(written).toEqual(expect.arrayContaining(generated.map((name) => `apis/two/${name}`)));
  });

  it('are those of a config file, or some of them by key', async () => {
    const apis = `one: { document: zoo.json, include: [feedLion] }, two: { document: zoo.json }, three: { document: zoo.json }`;
    writeFileSync(path('some.config.yaml'), `prefix: 'off'\napis: { ${apis} }\n`);
    const config = ['--config', path('some.config.yaml')];
    expect((await several(...config)).error).toContain(
      'tools of several APIs have the same name: feedLion (one, two)',
    );
    expect((await several(...config, '--prefix', 'on')).out).toContain('Zoo, Zoo, Zoo: 5 operations');
    expect((await several('one', 'two', ...config, '--prefix', 'on')).out).toContain(
      'Zoo, Zoo: 3 operations',
    );
    expect((await several('one', ...config, '--force')).out).toContain('Zoo 2.0: 1 operation\n');
  });

  it('refuse flags of one', async () => {
    const { code, error } = await several(path('zoo.json'), path('zoo.json'), '--server', '1');
    expect([code, error]).toEqual([2, expect.stringContaining('--server belongs to one API')]);
  });
});

it('refuses to overwrite files that were edited by hand, and names them', async () => {
  await generate();
  writeFileSync(path('out/server.ts'), 'mine');
  const before = filesOf('out');
  writeFileSync(path('zoo.json'), JSON.stringify(zoo('feedLion')));
  const { code, out, error } = await generate();
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(error).toBe(
    'openapi-mcp: files in <folder>/out were edited by hand and would be overwritten:\n- server.ts\n' +
      '  Move the changes to hooks.ts, or discard them with --force. (OUTPUT_EDITED)\n',
  );
  expect(filesOf('out')).toEqual(before);
  expect((await generate('--force')).code).toBe(0);
  expect(filesOf('out')['server.ts']).not.toBe('mine');
});

describe('fails when misused', () => {
  it.each([
    ['without --out', ['zoo.json'], '--out <folder> is required'],
    ['with an unknown SDK', ['zoo.json', '--out', 'out', '--sdk', 'v3'], '--sdk must be v2 or v1'],
    [
      'with an unknown runtime',
      ['zoo.json', '--out', 'out', '--runtime', 'x'],
      '--runtime must be inline or package',
    ],
    [
      'with an unknown extension',
      ['zoo.json', '--out', 'out', '--import-extension', '.mjs'],
      '--import-extension must be .ts or .js',
    ],
    ['without a document', ['--out', 'out'], 'missing argument <document>'],
  ])('%s', async (_, words, message) => {
    const { code, out, error } = await runIn(['generate', ...words]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(message);
  });

  it('with a document that does not exist', async () => {
    const { code, out, error } = await generateFrom(path('none.yaml'), '--out', path('out'));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(error).toMatch(/^openapi-mcp: .*none\.yaml[^]*\(SOURCE_NOT_FOUND\)\n$/);
    expect(readdirSync(folder)).toEqual(['zoo.json']);
  });

  it('with a file as the output folder', async () => {
    const { code, error } = await generateFrom(path('zoo.json'), '--out', path('zoo.json'));
    expect(code).toBe(1);
    expect(error).toMatch(
      /^openapi-mcp: <folder>\/zoo\.json\/\.openapi-mcp\.json: ENOTDIR[^]*\(OUTPUT_UNSAFE\)\n$/,
    );
  });
});

describe('the same input', () => {
  it('produces the same bytes from YAML or JSON, from any path, in any folder', async () => {
    writeFileSync(path('zoo.yaml'), dump(zoo('feedLion', 'seeLion')));
    mkdirSync(path('elsewhere'));
    writeFileSync(path('elsewhere/other-name.json'), JSON.stringify(zoo('feedLion', 'seeLion'), null, 4));
    for (const [source, out] of [
      ['zoo.json', 'a'],
      ['zoo.yaml', 'b/c'],
      ['elsewhere/other-name.json', 'd'],
    ] as const)
      expect((await generateFrom(path(source), '--out', path(out))).code).toBe(0);
    const first = filesOf('a');
    expect(filesOf('b/c')).toEqual(first);
    expect(filesOf('d')).toEqual(first);
  });

  it('produces the same files over earlier output', async () => {
    await generateFrom(petstorePath, '--out', path('out'), '--sdk', 'v1');
    await generateFrom(petstorePath, '--out', path('out'));
    await generateFrom(petstorePath, '--out', path('fresh'));
    expect(filesOf('out')).toEqual(filesOf('fresh'));
  });

  it('puts no date and no path of this machine into the output', async () => {
    await generateFrom(petstorePath, '--out', path('out'));
    const all = Object.values(filesOf('out')).join('\n');
    expect(all).not.toContain(new Date().toISOString().slice(0, 10));
    expect(all).not.toContain(folder);
    expect(all).not.toContain(process.cwd());
  });
});
