import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestPath } from '../../src/emit/manifest.ts';
import { writeFiles } from '../../src/emit/write-files.ts';
import { isOpenApiMcpError } from '../../src/errors.ts';
import type { GeneratedFile } from '../../src/emit/generated-file.ts';
import type { WriteOptions } from '../../src/emit/write-files.ts';

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'emit-write-'));
  folder = join(parent, 'out');
});
afterEach(() => rmSync(parent, { recursive: true }));

/** Returns files from paths and contents. A path in brackets is of a file that is written once. */
function filesOf(contents: Record<string, string>): GeneratedFile[] {
  return Object.entries(contents).map(([path, content]) =>
    path.startsWith('[') ? { path: path.slice(1, -1), content, once: true } : { path, content },
  );
}

const first = { 'index.ts': 'one\n', 'lib/deep/a.ts': 'a\n', '[hooks.ts]': 'yours\n' };
const second = { 'index.ts': 'two\n', 'server.ts': 's\n', '[hooks.ts]': 'changed\n' };

async function generate(contents: Record<string, string>, options?: WriteOptions): Promise<string[]> {
  const changes = await writeFiles(folder, filesOf(contents), options);
  return changes.map(({ kind, path }) => `${kind} ${path}`);
}

/** Returns the code and message of the error, with paths relative to the folder of the test. */
async function refusal(contents: Record<string, string>, options?: WriteOptions): Promise<string> {
  try {
    await generate(contents, options);
  } catch (error) {
    if (isOpenApiMcpError(error)) return `${error.code} ${error.message.replaceAll(parent, '')}`;
    throw error;
  }
  return 'nothing was refused';
}

function put(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Returns every file of the parent folder except the manifest, with its content. */
function onDisk(): Record<string, string> {
  const paths = readdirSync(parent, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== manifestPath)
    .map((entry) => relative(parent, join(entry.parentPath, entry.name)));
  return Object.fromEntries(paths.toSorted().map((path) => [path, readFileSync(join(parent, path), 'utf8')]));
}

/** Returns the files outside the output. */
function outside(): Record<string, string> {
  return Object.fromEntries(Object.entries(onDisk()).filter(([path]) => !path.startsWith('out/')));
}

describe('a folder that was generated before', () => {
  beforeEach(() => generate(first));

  it('has the generated files', () => {
    expect(onDisk()).toEqual({
      'out/hooks.ts': 'yours\n',
      'out/index.ts': 'one\n',
      'out/lib/deep/a.ts': 'a\n',
    });
  });

  it('is updated, and loses folders that become empty', async () => {
    expect(await generate(second)).toEqual([
      'update index.ts',
      'create server.ts',
      'unchanged hooks.ts',
      'remove lib/deep/a.ts',
    ]);
    expect(onDisk()).toEqual({
      'out/hooks.ts': 'yours\n',
      'out/index.ts': 'two\n',
      'out/server.ts': 's\n',
    });
    expect(existsSync(join(folder, 'lib'))).toBe(false);
  });

  it.each(['.', '..', './', 'absent/..'])('is also updated if it is named %j', async (path) => {
    const named = `${relative('.', folder)}/${path === '..' ? '../out' : path}`;
    await writeFiles(named, filesOf(second));
    expect(existsSync(join(folder, 'lib'))).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });

  it('keeps folders that contain other files', async () => {
    put('lib/mine.ts', 'mine\n');
    await generate(second);
    expect(onDisk()['out/lib/mine.ts']).toBe('mine\n');
    expect(existsSync(join(folder, 'lib/deep'))).toBe(false);
  });

  it('is not touched if nothing changed', async () => {
    const paths = ['index.ts', 'lib/deep/a.ts', 'hooks.ts', manifestPath].map((path) => join(folder, path));
    for (const path of paths) utimesSync(path, 1000, 1000);
    expect(await generate(first)).toEqual([
      'unchanged index.ts',
      'unchanged lib/deep/a.ts',
      'unchanged hooks.ts',
    ]);
    expect(paths.map((path) => statSync(path).mtimeMs)).toEqual([1_000_000, 1_000_000, 1_000_000, 1_000_000]);
  });

  it('touches only files that changed', async () => {
    utimesSync(join(folder, 'lib/deep/a.ts'), 1000, 1000);
    await generate({ ...first, 'index.ts': 'two\n' });
    expect(statSync(join(folder, 'lib/deep/a.ts')).mtimeMs).toBe(1_000_000);
  });

  it('gets a file that is written once again if it is missing', async () => {
    rmSync(join(folder, 'hooks.ts'));
    expect(await generate(second)).toContain('create hooks.ts');
    expect(onDisk()['out/hooks.ts']).toBe('changed\n');
  });

  it('never loses a file that is written once, not even by force or when it is no longer generated', async () => {
    put('hooks.ts', 'edited\n');
    await generate(second, { force: true });
    await generate({ 'index.ts': 'two\n' }, { force: true });
    expect(onDisk()['out/hooks.ts']).toBe('edited\n');
  });

  it.each([
    ['an edited file', { 'index.ts': 'mine\n' }, '- index.ts'],
    ['an edited file that is gone from the output', { 'lib/deep/a.ts': 'mine\n' }, '- lib/deep/a.ts'],
    ['a file that no manifest knows', { 'server.ts': 'mine\n' }, '- server.ts (not generated by this tool)'],
    [
      'all of them',
      { 'index.ts': 'x', 'lib/deep/a.ts': 'y', 'server.ts': 'z' },
      '- index.ts\n- server.ts (not generated by this tool)\n- lib/deep/a.ts',
    ],
    ['an emptied file', { 'index.ts': '' }, '- index.ts'],
  ])('is not changed because of %s, unless it is forced', async (_, edits, list) => {
    for (const [path, content] of Object.entries(edits)) put(path, content);
    const before = onDisk();
    const message = 'files in /out were edited by hand and would be overwritten:';
    expect(await refusal(second)).toBe(`OUTPUT_EDITED ${message}\n${list}`);
    expect(onDisk()).toEqual(before);
    await generate(second, { force: true });
    expect(onDisk()).toEqual({ 'out/hooks.ts': 'yours\n', 'out/index.ts': 'two\n', 'out/server.ts': 's\n' });
  });

  it('accepts an edit that equals the generated file', async () => {
    put('index.ts', 'two\n');
    expect(await generate(second)).toContain('unchanged index.ts');
  });

  it('restores a deleted file', async () => {
    rmSync(join(folder, 'lib'), { recursive: true });
    expect(await generate(first)).toContain('create lib/deep/a.ts');
  });

  it('leaves other files alone', async () => {
    put('mine.ts', 'mine\n');
    await generate(second);
    expect(onDisk()['out/mine.ts']).toBe('mine\n');
  });

  it('is up to date with other line endings', async () => {
    for (const path of ['index.ts', 'lib/deep/a.ts', manifestPath])
      put(path, readFileSync(join(folder, path), 'utf8').replaceAll('\n', '\r\n'));
    expect(await generate(first)).toEqual([
      'unchanged index.ts',
      'unchanged lib/deep/a.ts',
      'unchanged hooks.ts',
    ]);
    expect(onDisk()['out/index.ts']).toBe('one\r\n');
    expect(await generate(second)).toContain('remove lib/deep/a.ts');
    expect(onDisk()['out/index.ts']).toBe('two\n');
  });

  it('is not changed by a dry run', async () => {
    const manifest = readFileSync(join(folder, manifestPath), 'utf8');
    const before = onDisk();
    expect(await generate(second, { dryRun: true })).toEqual([
      'update index.ts',
      'create server.ts',
      'unchanged hooks.ts',
      'remove lib/deep/a.ts',
    ]);
    expect(onDisk()).toEqual(before);
    expect(readFileSync(join(folder, manifestPath), 'utf8')).toBe(manifest);
  });

  it('is out of date without its manifest, and gets it back', async () => {
    rmSync(join(folder, manifestPath));
    expect(await generate(first, { dryRun: true })).toContain(`create ${manifestPath}`);
    expect(await generate(first)).toContain(`create ${manifestPath}`);
    expect(await generate(first)).not.toContain(`create ${manifestPath}`);
    expect(await generate(second)).toContain('update index.ts');
  });
});

describe('a run that was cut off', () => {
  const third = { 'index.ts': 'three\n', 'last.ts': 'l\n', '[hooks.ts]': 'yours\n' };

  /** Leaves the folder as an interrupted run does: one path cannot be both a file and a folder. */
  async function cutOff(): Promise<void> {
    await generate(first);
    const impossible = { 'index.ts': 'two\n', 'server.ts': 's\n', 'server.ts/x': '', 'last.ts': '' };
    expect(await refusal(impossible)).toMatch(/^OUTPUT_UNSAFE \/out\/server\.ts\/x: EEXIST/);
    expect(onDisk()).toEqual({
      'out/hooks.ts': 'yours\n',
      'out/index.ts': 'two\n',
      'out/lib/deep/a.ts': 'a\n',
      'out/server.ts': 's\n',
    });
  }

  it.each([
    ['the same again', second],
    ['what was there before', first],
    ['something else', third],
  ])('is repaired by generating %s', async (_, contents) => {
    await cutOff();
    await generate(contents);
    const expected = filesOf(contents).map(({ path, content, once }) => [
      `out/${path}`,
      once === true ? 'yours\n' : content,
    ]);
    expect(onDisk()).toEqual(Object.fromEntries(expected));
    expect(await generate(contents)).toEqual(filesOf(contents).map(({ path }) => `unchanged ${path}`));
  });

  it('leaves no partial file', async () => {
    mkdirSync(folder);
    put('.openapi-mcp.tmp', 'half');
    await generate(first);
    expect(Object.keys(onDisk())).toEqual(['out/hooks.ts', 'out/index.ts', 'out/lib/deep/a.ts']);
  });
});

describe('no file outside the folder', () => {
  beforeEach(() => {
    mkdirSync(join(parent, 'elsewhere'));
    writeFileSync(join(parent, 'elsewhere/victim.ts'), 'victim\n');
  });

  const untouched = { 'elsewhere/victim.ts': 'victim\n' };

  it.each([
    '../elsewhere/victim.ts',
    'lib/../../elsewhere/victim.ts',
    '/etc/victim.ts',
    '//host/share',
    './index.ts',
    'lib//a.ts',
    '..',
    '',
    String.raw`..\elsewhere\victim.ts`,
    'C:/victim.ts',
    'index.ts:stream',
    'index\0.ts',
  ])('is written or removed as %j', async (path) => {
    const message = `OUTPUT_UNSAFE ${JSON.stringify(path)} is not a path below the output folder`;
    expect(await refusal({ [path]: 'x' }, { force: true })).toBe(message);
    put(manifestPath, JSON.stringify({ files: { [path]: 'hash' } }));
    expect(await refusal(first, { force: true })).toBe(message);
    put(manifestPath, JSON.stringify({ files: {}, pending: { [path]: 'hash' } }));
    expect(await refusal(first, { force: true })).toBe(message);
    expect(outside()).toEqual(untouched);
  });

  it.each([
    ['a file', 'index.ts', '../elsewhere/victim.ts'],
    ['a file that is written once', 'hooks.ts', '../elsewhere/new.ts'],
    ['a folder', 'lib', '../elsewhere'],
    ['a link to nowhere', 'index.ts', '../elsewhere/new.ts'],
    ['the manifest', manifestPath, '../elsewhere/new.json'],
    ['a link within', 'index.ts', 'other.ts'],
  ])('is written through %s that is a symbolic link', async (_, path, target) => {
    mkdirSync(folder);
    symlinkSync(target, join(folder, path));
    expect(await refusal(first, { force: true })).toBe(
      `OUTPUT_UNSAFE /out/${path} is a symbolic link: nothing is written through it`,
    );
    expect(outside()).toEqual(untouched);
  });

  it('is written through the temporary file of an interrupted run', async () => {
    mkdirSync(folder);
    symlinkSync('../elsewhere/victim.ts', join(folder, '.openapi-mcp.tmp'));
    await generate(first);
    expect(onDisk()['out/index.ts']).toBe('one\n');
    expect(outside()).toEqual(untouched);
  });

  it('is removed through a folder that became a symbolic link', async () => {
    await generate({ ...first, 'lib/victim.ts': 'victim\n' });
    rmSync(join(folder, 'lib'), { recursive: true });
    symlinkSync('../elsewhere', join(folder, 'lib'));
    expect(await refusal(second, { force: true })).toMatch(/^OUTPUT_UNSAFE \/out\/lib is a symbolic link/);
    expect(outside()).toEqual(untouched);
  });
});

it('accepts a folder that is a symbolic link itself, since its owner named it', async () => {
  mkdirSync(join(parent, 'real'));
  symlinkSync('real', folder);
  await generate(first);
  await generate(second);
  expect(onDisk()).toEqual({ 'real/hooks.ts': 'yours\n', 'real/index.ts': 'two\n', 'real/server.ts': 's\n' });
});

it.each([
  ['cut off', '{"files":'],
  ['empty', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['without files', '{}'],
  ['files as a list', '{"files":[]}'],
  ['hashes that are no text', '{"files":{"index.ts":1}}'],
  ['pending that is no object', '{"files":{},"pending":1}'],
])('refuses a broken manifest: %s', async (_, text) => {
  put(manifestPath, text);
  expect(await refusal(first, { force: true })).toBe(
    `OUTPUT_UNSAFE /out/${manifestPath} is not a manifest of openapi-mcp`,
  );
  expect(readdirSync(folder)).toEqual([manifestPath]);
});

it.each([
  ['a folder where a file belongs', 'index.ts/mine.ts', /^OUTPUT_UNSAFE \/out\/index\.ts: EISDIR/],
  ['a file where a folder belongs', 'lib', /^OUTPUT_UNSAFE \/out\/lib\/deep\/a\.ts: ENOTDIR/],
])('names the obstacle: %s', async (_, path, message) => {
  put(path, 'mine\n');
  expect(await refusal(first, { force: true })).toMatch(message);
  expect(onDisk()).toEqual({ [`out/${path}`]: 'mine\n' });
});

it('reports an output folder that is a file', async () => {
  writeFileSync(folder, '');
  expect(await refusal(first)).toMatch(/^OUTPUT_UNSAFE \/out\/\.openapi-mcp\.json: ENOTDIR/);
});

it('handles files with names of built-in properties', async () => {
  const names = { constructor: 'c\n', __proto__x: 'p\n', toString: 't\n' };
  await generate(names);
  expect(await generate({ 'index.ts': 'one\n' })).toEqual([
    'create index.ts',
    'remove __proto__x',
    'remove constructor',
    'remove toString',
  ]);
});
