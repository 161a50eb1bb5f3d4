import {
  chmod,
  chown,
  link,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openDescription } from '../../src/cache/open-description.ts';
import { loadAndDescribeBytes } from '../../src/describe/load-and-describe.ts';
import { createHandlers } from '../../src/index.ts';
import { corpusDocuments } from '../corpus/documents.ts';
import { petstorePath } from '../support/cli.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { OpenedDescription } from '../../src/cache/open-description.ts';
import type { LoadAndDescribeOptions } from '../../src/describe/load-and-describe.ts';

let folder = '';
let cache = '';
const folders: string[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-'));
  folders.push(folder);
  cache = join(folder, 'cache');
  await writeFile(join(folder, 'root.yaml'), root);
  await writeFile(join(folder, 'pet.yaml'), pet);
});
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true }))));

const root = `openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: tag, in: query, schema: {type: strin}}
      responses:
        '200': {description: All, content: {application/json: {schema: {$ref: pet.yaml}}}}
    post: {operationId: addPet, responses: {'204': {description: Added}}}
`;
const pet = 'type: object\nproperties: {name: {type: string}}\n';

async function open(
  options: LoadAndDescribeOptions = {},
  source = join(folder, 'root.yaml'),
): Promise<OpenedDescription> {
  return openDescription(source, options, cache, loadAndDescribeBytes);
}

async function openAndSave(
  options: LoadAndDescribeOptions = {},
  source?: string,
): Promise<OpenedDescription> {
  const opened = await open(options, source);
  await opened.save();
  return opened;
}

/** Returns the path of the only entry. */
async function entryPath(): Promise<string> {
  const [name = '', ...others] = await readdir(cache);
  expect(others).toEqual([]);
  return join(cache, name);
}

async function edit(change: (entry: Record<string, unknown>) => unknown): Promise<void> {
  const path = await entryPath();
  await writeFile(path, JSON.stringify(change(JSON.parse(await readFile(path, 'utf8')))));
}

describe('a cached description', () => {
  it('is equal to the new one byte for byte, with its findings', async () => {
    const first = await openAndSave();
    const second = await open();
    expect([first.isCached, second.isCached]).toEqual([false, true]);
    expect(second.findings).toHaveLength(1);
    expect(JSON.stringify(second)).toBe(JSON.stringify({ ...first, isCached: true }));
  });

  it.each([
    petstorePath,
    ...corpusDocuments()
      .slice(0, 8)
      .map(({ path }) => path),
  ])('gives the same lists as without the cache: %s', async (source) => {
    const [first, second] = [await openAndSave({}, source), await open({}, source)];
    const [fresh, cached] = [createHandlers(first.descriptor), createHandlers(second.descriptor)];
    expect(second.isCached).toBe(true);
    expect(JSON.stringify(cached.listTools())).toBe(JSON.stringify(fresh.listTools()));
    expect(JSON.stringify(cached.listResourceTemplates())).toBe(
      JSON.stringify(fresh.listResourceTemplates()),
    );
    expect(JSON.stringify(second.descriptor)).toBe(JSON.stringify(first.descriptor));
  });

  it('is in a file and a folder that only the user can read', async () => {
    await openAndSave();
    const [entry, own] = [await stat(await entryPath()), await stat(cache)];
    expect([entry.mode & 0o777, own.mode & 0o777]).toEqual([0o600, 0o700]);
  });
});

describe('a document is described again', () => {
  it.each<[string, () => Promise<unknown>, LoadAndDescribeOptions]>([
    ['when the document changes', () => writeFile(join(folder, 'root.yaml'), `${root}# more\n`), {}],
    ['when an external document changes', () => writeFile(join(folder, 'pet.yaml'), `${pet}# more\n`), {}],
    ['when an external document is deleted', () => rm(join(folder, 'pet.yaml')), {}],
    ['when it is moved elsewhere', async () => undefined, {}],
    ['with --include', async () => undefined, { include: ['get'] }],
    ['with --exclude', async () => undefined, { exclude: ['post'] }],
    ['with --name', async () => undefined, { name: 'other' }],
    ['with --profile', async () => undefined, { profile: 'full' }],
    ['with --output-schema-bytes', async () => undefined, { outputSchemaBytes: 300 }],
    ['with --output-schema', async () => undefined, { outputSchema: false }],
    ['with --validate-responses', async () => undefined, { validateResponses: 'strict' }],
    ['with --response-filter', async () => undefined, { responseFilter: true }],
    ['with --allow-remote-refs', async () => undefined, { allowRemoteRefs: true }],
    ['with --allow-private-refs', async () => undefined, { allowPrivateRefs: true }],
  ])('%s', async (name, change, options) => {
    await openAndSave();
    await change();
    const copy = join(folder, 'copy.yaml');
    if (name.endsWith('elsewhere')) await writeFile(copy, root);
    const { isCached } = await openAndSave(options, name.endsWith('elsewhere') ? copy : undefined);
    expect(isCached).toBe(false);
    expect((await open(options, name.endsWith('elsewhere') ? copy : undefined)).isCached).toBe(true);
  });

  it('when a missing external document appears', async () => {
    await rm(join(folder, 'pet.yaml'));
    expect((await openAndSave()).findings).toHaveLength(2);
    expect((await open()).isCached).toBe(true);
    await writeFile(join(folder, 'pet.yaml'), pet);
    expect(await open()).toMatchObject({ isCached: false, findings: { length: 1 } });
  });

  it('with --strict, which refuses the flaws of a cached description', async () => {
    await openAndSave();
    await expect(open({ strict: true })).rejects.toMatchObject({ code: 'DOCUMENT_FLAWED' });
    expect(await readdir(cache)).toHaveLength(1);
  });

  it('when its size exceeds a new limit', async () => {
    await openAndSave();
    await expect(open({ maxDocumentBytes: 10 })).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE' });
  });

  it('when the response of a URL changes, which is requested each time', async () => {
    let description = 'one';
    await using upstream = await startUpstream(({ target }) =>
      target === '/root.yaml' ? { body: root } : jsonAnswer({ type: 'object', description }),
    );
    const source = `${upstream.url}/root.yaml`;
    await openAndSave({}, source);
    expect((await open({}, source)).isCached).toBe(true);
    description = 'two';
    expect((await open({}, source)).isCached).toBe(false);
    expect(upstream.requests.map(({ target }) => target)).toEqual([
      '/root.yaml',
      '/pet.yaml',
      '/root.yaml',
      '/pet.yaml',
      '/root.yaml',
      '/pet.yaml',
      '/pet.yaml',
    ]);
  });

  it('when an external document could not be fetched, because the next attempt may succeed', async () => {
    await using upstream = await startUpstream(({ target }) =>
      target === '/root.yaml' ? { body: root } : { status: 503 },
    );
    await openAndSave({}, `${upstream.url}/root.yaml`);
    await expect(readdir(cache)).rejects.toThrow('ENOENT');
  });
});

describe('an entry that cannot be trusted is ignored and replaced', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['that is empty', async () => writeFile(await entryPath(), '')],
    [
      'that is truncated',
      async () => writeFile(await entryPath(), (await readFile(await entryPath(), 'utf8')).slice(0, -9)),
    ],
    ['that is not an object', () => edit(() => [])],
    ['of another format', () => edit((entry) => ({ ...entry, format: 1 }))],
    ['of another document', () => edit((entry) => ({ ...entry, key: '0'.repeat(64) }))],
    ['without a descriptor', () => edit((entry) => ({ ...entry, descriptor: undefined }))],
    ['with a descriptor of another form', () => edit((entry) => ({ ...entry, descriptor: { format: 1 } }))],
    [
      'with an operation of another form',
      () => edit((entry) => ({ ...entry, descriptor: { ...Object(entry['descriptor']), operations: [{}] } })),
    ],
    [
      'with an external document that has no URL',
      () => edit((entry) => ({ ...entry, externalDocuments: [{ url: ':', digest: '' }] })),
    ],
    ['that others can write', async () => chmod(await entryPath(), 0o666)],
    ['that the group can write', async () => chmod(await entryPath(), 0o620)],
    [
      'that is a symbolic link',
      async () => {
        const path = await entryPath();
        await writeFile(join(folder, 'target'), await readFile(path));
        await rm(path);
        await symlink(join(folder, 'target'), path);
      },
    ],
  ])('%s', async (_name, corrupt) => {
    const first = await openAndSave();
    await corrupt();
    const second = await openAndSave();
    expect(second.isCached).toBe(false);
    expect(second.descriptor).toEqual(first.descriptor);
    expect((await open()).isCached).toBe(true);
  });

  it('that belongs to another user', async () => {
    await openAndSave();
    const path = await entryPath();
    // Only the superuser can give files away.
    if (process.getuid?.() !== 0) return;
    await chown(path, 12_345, 12_345);
    expect((await open()).isCached).toBe(false);
  });

  it('in a folder that others can write', async () => {
    await openAndSave();
    await chmod(cache, 0o777);
    expect((await openAndSave()).isCached).toBe(false);
  });
});

it.each<[string, () => Promise<unknown>]>([
  ['the folder is a file', () => writeFile(cache, '')],
  ['the folder is inside a file', async () => void (cache = join(folder, 'root.yaml', 'cache'))],
  ['the folder is a dangling symbolic link', () => symlink(join(folder, 'none', 'none'), cache)],
])('nothing is cached, and nothing fails, if %s', async (_name, prepare) => {
  await prepare();
  for (let start = 0; start < 2; start++) {
    const { isCached, descriptor } = await openAndSave();
    expect([isCached, descriptor.operations.length]).toEqual([false, 2]);
  }
});

it('keeps the 32 most recently used entries, and never deletes other files', async () => {
  await openAndSave();
  const used = await entryPath();
  await link(join(folder, 'pet.yaml'), join(cache, 'note.txt'));
  for (let index = 0; index < 40; index++) {
    const path = join(cache, `${String(index).padStart(64, '0')}.json`);
    await writeFile(path, '{}', { mode: 0o600 });
    await utimes(path, 1_000 + index, 1_000 + index);
  }
  await utimes(used, 1, 1);
  await openAndSave();
  await openAndSave({ name: 'another' });
  const names = await readdir(cache);
  expect(names.filter((name) => name.endsWith('.json'))).toHaveLength(32);
  expect(names).toContain('note.txt');
  expect(names.map((name) => join(cache, name))).toContain(used);
  expect(names).not.toContain(`${'9'.padStart(64, '0')}.json`);
});

it('can be written by several processes at once', async () => {
  const opened = await Promise.all(Array.from({ length: 8 }, () => open()));
  await Promise.all(opened.map((each) => each.save()));
  expect(await readdir(cache)).toHaveLength(1);
  expect((await open()).isCached).toBe(true);
});
