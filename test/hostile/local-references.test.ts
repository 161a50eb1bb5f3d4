import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { runIn } from '../support/terminal.ts';

const home = realpathSync(mkdtempSync(join(tmpdir(), 'openapi-mcp-references-')));
const project = join(home, 'project');
const main = join(project, 'openapi.json');

function write(path: string, content: unknown): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
}

function documentWith(reference: string): object {
  return {
    openapi: '3.1.0',
    info: { title: 'References', version: '1' },
    servers: [{ url: 'https://a.example' }],
    paths: {
      '/things': {
        get: {
          operationId: 'things',
          parameters: [{ name: 'q', in: 'query', schema: { $ref: reference } }],
          responses: { '200': { description: 'Done' } },
        },
      },
    },
  };
}

beforeAll(() => {
  const schema = { type: 'string', description: 'stolen' };
  write(join(home, 'secret.json'), schema);
  write(join(home, 'project-2/secret.json'), schema);
  write(join(project, 'near.json'), schema);
  write(join(project, 'schemas/deep.json'), { $ref: '../near.json' });
  write(join(project, 'schemas/out.json'), { $ref: '../../secret.json' });
  symlinkSync(join(home, 'secret.json'), join(project, 'link.json'));
  symlinkSync(home, join(project, 'folder'));
  symlinkSync(join(project, 'near.json'), join(project, 'inner-link.json'));
  // A mounted configuration: the names are links into a folder of the current version.
  write(join(home, 'mount/..2026/near.json'), schema);
  write(join(home, 'mount/..2026/openapi.json'), documentWith('near.json'));
  symlinkSync('..2026', join(home, 'mount/..data'));
  for (const name of ['near.json', 'openapi.json']) symlinkSync(`..data/${name}`, join(home, 'mount', name));
  // A document whose name is a link, with its neighbours beside the target.
  write(join(home, 'linked/openapi.json'), documentWith('near.json'));
  rmSync(join(home, 'linked/openapi.json'));
  symlinkSync(join(home, 'mount/..2026/openapi.json'), join(home, 'linked/openapi.json'));
  symlinkSync(join(home, 'mount/..2026/near.json'), join(home, 'linked/near.json'));
});
afterAll(() => rmSync(home, { recursive: true }));

/** Returns the parameter that a reference leads to, or the messages of its refusal. */
async function follow(path: string, refsRoot?: string): Promise<string> {
  const { descriptor, findings } = describeApi(await loadDocument(path, { refsRoot }));
  const shown = JSON.stringify(descriptor.operations[0]?.inputSchema);
  return shown.includes('stolen') ? 'read' : findings.map(({ message }) => message).join('\n');
}

describe('a reference that leads out of the folder of the document is refused', () => {
  it.each([
    '../secret.json',
    './schemas/../../secret.json',
    '%2e%2e/secret.json',
    '../project-2/secret.json',
    'schemas/out.json',
    'link.json',
    'folder/secret.json',
    'folder/project-2/secret.json',
    '../missing.json',
    'folder/missing.json',
  ])('%s', async (reference) => {
    write(main, documentWith(reference));
    expect(await follow(main)).toContain('it leads out of the folder of the main document.');
  });

  it('with the option that allows it, which works', async () => {
    write(main, documentWith('../secret.json'));
    const refused = await runIn(['inspect', main]);
    expect(refused.out.replaceAll(/\s+/g, ' ')).toContain('it leads out of the folder of the main document');
    expect(refused.out).not.toContain('stolen');
    const strict = await runIn(['inspect', main, '--strict']);
    expect(strict.code).toBe(1);
    const allowed = await runIn(['inspect', main, '--refs-root', home, '--json']);
    expect(allowed.out).toContain('stolen');
  });
});

describe('a reference is followed', () => {
  it.each([
    ['to a neighbour', 'near.json', undefined],
    ['up from a folder within', 'schemas/deep.json', undefined],
    ['by a link that stays within', 'inner-link.json', undefined],
    ['by its absolute path', join(project, 'near.json'), undefined],
    ['below the folder of the option', '../secret.json', home],
    ['by a link below the folder of the option', 'link.json', home],
    ['by an absolute path below the folder of the option', join(home, 'secret.json'), home],
    ['below a folder that is named by a link', '../secret.json', join(project, 'folder')],
  ])('%s', async (_, reference, refsRoot) => {
    write(main, documentWith(reference));
    expect(await follow(main, refsRoot)).toBe('read');
  });

  it.each(['mount/openapi.json', 'linked/openapi.json'])('by links of a mounted folder: %s', async (path) => {
    expect(await follow(join(home, path))).toBe('read');
  });
});

it('the folder of the option is a bound too', async () => {
  write(main, documentWith('../secret.json'));
  const root = join(project, 'schemas');
  expect(await follow(main, root)).toContain(`it leads out of ${root}.`);
  write(main, documentWith('near.json'));
  expect(await follow(main, root)).toContain(`it leads out of ${root}.`);
});
