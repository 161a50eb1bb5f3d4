import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { runCli } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';

const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Pets', version: '1' },
  tags: [{ name: 'a' }],
  paths: {
    '/pets': { get: { operationId: 'listPets', tags: ['old', 'x'], responses: {} } },
    '/admin': { get: { operationId: 'admin', responses: {} }, post: { operationId: 'drop', responses: {} } },
  },
};

function overlayOf(actions: Json[], overlay = '1.1.0'): JsonObject {
  return { overlay, info: { title: 'Overlay', version: '1' }, actions };
}

async function overlaid(
  actions: Json[],
  version?: string,
): Promise<{ document: JsonObject; messages: string[] }> {
  const loaded = await loadDocument(document, { overlays: [overlayOf(actions, version)] });
  return { document: loaded.document, messages: loaded.findings.map(({ message }) => message) };
}

/** The value at a path of keys. */
function at(value: Json | undefined, ...keys: string[]): Json | undefined {
  return keys.reduce<Json | undefined>((node, key) => (Object(node) as JsonObject)[key], value);
}

describe('an action of an overlay', () => {
  const rows: [string, Json[], string[], Json | undefined][] = [
    [
      'merges objects',
      [{ target: '$.info', update: { title: 'Dogs', contact: { name: 'c' } } }],
      ['info'],
      { title: 'Dogs', version: '1', contact: { name: 'c' } },
    ],
    ['replaces a value', [{ target: '$.info.title', update: 'Cats' }], ['info', 'title'], 'Cats'],
    [
      'appends to a list',
      [{ target: '$.tags', update: { name: 'b' } }],
      ['tags'],
      [{ name: 'a' }, { name: 'b' }],
    ],
    [
      'joins lists',
      [{ target: "$.paths['/pets'].get.tags", update: ['new'] }],
      ['paths', '/pets', 'get', 'tags'],
      ['old', 'x', 'new'],
    ],
    [
      'joins lists inside objects',
      [{ target: "$.paths['/pets'].get", update: { tags: ['new'] } }],
      ['paths', '/pets', 'get', 'tags'],
      ['old', 'x', 'new'],
    ],
    [
      'changes every node that it selects',
      [{ target: '$.paths.*.get', update: { summary: 's' } }],
      ['paths', '/admin', 'get', 'summary'],
      's',
    ],
    [
      'removes properties',
      [{ target: "$.paths['/admin'].post", remove: true }],
      ['paths', '/admin', 'post'],
      undefined,
    ],
    [
      'removes items by a filter',
      [{ target: "$.paths['/pets'].get.tags[?@ == 'old']", remove: true }],
      ['paths', '/pets', 'get', 'tags'],
      ['x'],
    ],
    [
      'removes several items',
      [{ target: "$.paths['/pets'].get.tags[*]", remove: true }],
      ['paths', '/pets', 'get', 'tags'],
      [],
    ],
    [
      'copies a node',
      [
        { target: "$.paths['/pets']", update: { post: {} } },
        { target: "$.paths['/pets'].post", copy: "$.paths['/admin'].post" },
      ],
      ['paths', '/pets', 'post', 'operationId'],
      'drop',
    ],
    [
      'sees what the action before it left',
      [
        { target: '$.tags', remove: true },
        { target: '$', update: { tags: [{ name: 'z' }] } },
      ],
      ['tags'],
      [{ name: 'z' }],
    ],
    [
      'is not changed by remove: false',
      [{ target: '$.info.title', remove: false, update: 'Cats' }],
      ['info', 'title'],
      'Cats',
    ],
    [
      'keeps a key that is a name of objects',
      [{ target: '$.info', update: JSON.parse('{"constructor":{"x":1}}') as Json }],
      ['info', 'constructor'],
      { x: 1 },
    ],
  ];
  it.each(rows)('%s', async (_, actions, keys, expected) => {
    const { document: result, messages } = await overlaid(actions);
    expect(at(result, ...keys)).toEqual(expected);
    expect(messages.filter((message) => message.includes('overlay'))).toEqual([]);
  });

  const removals: [string, string[]][] = [
    ['$.t[1,0]', ['c', 'd']],
    ['$.t[2,0]', ['b', 'd']],
    ['$.t[0,0]', ['b', 'c', 'd']],
    ['$.t[::-1]', []],
    ['$.t[?match(@, "[ab]")]', ['c', 'd']],
    ['$.t[?search(@, "[cd]")]', ['a', 'b']],
  ];
  it.each(removals)('removes exactly the items of %s', async (target, left) => {
    const source = { ...document, t: ['a', 'b', 'c', 'd'] };
    const loaded = await loadDocument(source, { overlays: [overlayOf([{ target, remove: true }])] });
    expect(loaded.document['t']).toEqual(left);
  });

  it('appends once to a list that it selects twice', async () => {
    const { document: result } = await overlaid([{ target: "$['tags','tags']", update: { name: 'b' } }]);
    expect(result['tags']).toEqual([{ name: 'a' }, { name: 'b' }]);
  });

  it('matches a pattern in linear time', async () => {
    const source = { ...document, s: [`${'a'.repeat(60)}c`] };
    const overlays = [overlayOf([{ target: "$.s[?match(@, '(a|a)*b')]", remove: true }])];
    expect((await loadDocument(source, { overlays })).document['s']).toHaveLength(1);
  });

  it('keeps the key __proto__ as a property', async () => {
    const update = JSON.parse('{"x":{"__proto__":{"polluted":true}}}') as Json;
    await overlaid([{ target: '$.info', update }]);
    expect(Object(({} as { polluted?: boolean }).polluted)).toEqual({});
  });

  it('that selects nothing is reported, and refused with strict', async () => {
    const overlays = [overlayOf([{ target: '$.paths.none', remove: true }])];
    const loaded = await loadDocument(document, { overlays });
    const message = 'the overlay overlay: actions[0] selects nothing: $.paths.none';
    expect(loaded.findings.map((finding) => finding.message)).toContain(message);
    expect(() => describeApi(loaded, { strict: true })).toThrow(
      expect.objectContaining({
        code: 'OPTION_INVALID',
        message: `parts of the configuration have no effect:\n- ${message}`,
      }),
    );
    const shaping = { none: { hidden: true } };
    expect(() => describeApi(loaded, { strict: true, shaping })).toThrow(
      `no effect:\n- ${message}\n- shaping: the pattern "none" matches no operation`,
    );
  });

  it('of version 1.0 replaces a value by one of another type', async () => {
    const { document: result } = await overlaid([{ target: '$.info', update: { title: { a: 1 } } }], '1.0.0');
    expect(at(result, 'info', 'title')).toEqual({ a: 1 });
  });

  it('leaves the given document alone', async () => {
    await overlaid([
      { target: '$.paths', remove: true },
      { target: '$', update: { paths: {} } },
    ]);
    expect(Object.keys(Object(document['paths']))).toEqual(['/pets', '/admin']);
  });
});

describe('an overlay with a mistake', () => {
  const rows: [string, JsonObject, string][] = [
    [
      'without a version',
      { actions: [] },
      'the overlay overlay cannot be applied: it has no field `overlay` with a version',
    ],
    [
      'of another version',
      overlayOf([{ target: '$', update: {} }], '2.0.0'),
      'the overlay overlay cannot be applied: its version "2.0.0" is not supported',
    ],
    [
      'without actions',
      overlayOf([]),
      'the overlay overlay cannot be applied: `actions` must be a list of actions',
    ],
    [
      'in several actions',
      overlayOf([
        { update: 1 },
        { target: '$' },
        { target: '$', update: {}, copy: '$' },
        { target: '$', remove: 'yes' },
      ]),
      'the overlay overlay cannot be applied:\n- actions[0] needs a `target`, a JSONPath that begins with $\n- actions[1] needs `update`, `copy` or `remove: true`\n- actions[2] has both `update` and `copy`\n- actions[3] needs true or false in `remove`',
    ],
    [
      'that removes the document',
      overlayOf([{ target: '$', remove: true }]),
      'the overlay overlay cannot be applied: actions[0] removes the whole document',
    ],
    [
      'that merges other types',
      overlayOf([{ target: '$.info', update: { title: ['x'] } }]),
      'the overlay overlay cannot be applied: actions[0] merges values of different types at /info/title',
    ],
    [
      'that merges other types below a path',
      overlayOf([{ target: '$.paths', update: { '/pets': [] } }]),
      'the overlay overlay cannot be applied: actions[0] merges values of different types at /paths/~1pets',
    ],
    [
      'that selects nodes of different types',
      overlayOf([{ target: "$['info','tags']", update: {} }]),
      "the overlay overlay cannot be applied: actions[0] selects nodes of different types (objects, lists): $['info','tags']",
    ],
    [
      'that copies nothing',
      overlayOf([{ target: '$.info', copy: '$.none' }]),
      'the overlay overlay cannot be applied: actions[0] copies nothing: $.none',
    ],
    [
      'that copies several nodes',
      overlayOf([{ target: '$.info', copy: '$.paths.*' }]),
      'the overlay overlay cannot be applied: actions[0] copies several nodes: $.paths.*',
    ],
  ];
  it.each(rows)('%s is refused', async (_, overlay, message) => {
    await expect(loadDocument(document, { overlays: [overlay] })).rejects.toMatchObject({
      code: 'OVERLAY_INVALID',
      message,
    });
  });

  it('in a JSONPath is refused with the place', async () => {
    const overlays = [overlayOf([{ target: '$.paths[', remove: true }])];
    await expect(loadDocument(document, { overlays })).rejects.toThrow(
      /actions\[0\] has no valid JSONPath \(\$\.paths\[\): /,
    );
  });
});

describe('--overlay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-'));
  const write = (name: string, value: Json | string): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  };

  it('applies files and URLs in their order, and a changed one at the next start', async () => {
    await using website = await startUpstream({
      body: JSON.stringify(overlayOf([{ target: '$.info', update: { title: 'Second' } }])),
    });
    const path = write('pets.json', document);
    const first = write(
      'first.yaml',
      'overlay: 1.0.0\nactions:\n  - target: $.paths["/admin"]\n    remove: true\n',
    );
    const inspected = async (): Promise<unknown> => {
      const { stdout, stderr, code } = await runCli([
        'inspect',
        path,
        '--overlay',
        first,
        '--overlay',
        website.url,
        '--json',
      ]);
      expect([code, stderr]).toEqual([0, '']);
      const { tools } = JSON.parse(stdout) as { tools: { name: string }[] };
      return tools.map(({ name }) => name);
    };
    expect(await inspected()).toEqual(['listPets']);
    write('first.yaml', 'overlay: 1.0.0\nactions:\n  - target: $.paths["/admin"].post\n    remove: true\n');
    expect(await inspected()).toEqual(['listPets', 'admin']);
  });

  it('names an overlay that is not there', async () => {
    const { code, stderr } = await runCli([
      'inspect',
      write('pets.json', document),
      '--overlay',
      join(folder, 'none.yaml'),
    ]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`There is no file at ${join(folder, 'none.yaml')}`),
    ]);
  });

  const lined = 'overlay: 1.1.0\ninfo: { title: O, version: "1" }\nactions:\n';
  it.each<[what: string, text: string, output: string]>([
    [
      'an invalid action',
      `${lined}  - target: $.info\n`,
      'PLACE:4:5: the overlay cannot be applied: actions[0] needs `update`, `copy` or `remove: true`',
    ],
    [
      'an invalid JSONPath',
      `${lined}  - target: $.info\n    update: {}\n  - target: $.[\n    remove: true\n`,
      'PLACE:6:5: the overlay cannot be applied: actions[1] has no valid JSONPath ($.[): ',
    ],
    [
      'several invalid actions',
      `${lined}  - target: x\n  - remove: true\n`,
      'the overlay PLACE cannot be applied:\n- PLACE:4:5: actions[0] needs a `target`, a JSONPath that begins with $\n- PLACE:5:5: actions[1] needs a',
    ],
    [
      'values of different types',
      `${lined}  - target: $.info\n    update:\n      title: []\n`,
      'PLACE:5:5: the overlay cannot be applied: actions[0] merges values of different types at /info/title',
    ],
    ['no version', 'actions: []\n', 'PLACE:1:1: the overlay cannot be applied: it has no field `overlay`'],
    [
      'an action that selects nothing',
      `${lined}  - remove: true\n    target: $.none\n`,
      'the overlay PLACE:5:5: actions[0] selects nothing: $.none',
    ],
    [
      'another document in extends',
      `${lined}  - { target: $.info, update: {} }\nextends: ./shops.json\n`,
      'the overlay PLACE:5:1: extends names ./shops.json, and the document is DOCUMENT',
    ],
    [
      'another document on the web in extends',
      `${lined}  - { target: $.info, update: {} }\nextends: https://example.com/shops.json\n`,
      'extends names https://example.com/shops.json, and',
    ],
    [
      'a JSON text',
      '{\n  "overlay": "1.1.0",\n  "actions": [\n    { "target": "$.none", "remove": true }\n  ]\n}\n',
      'the overlay PLACE:4:7: actions[0] selects nothing',
    ],
  ])('names the line of %s', async (_, text, output) => {
    const overlay = write('lines.yaml', text);
    const source = write('pets.json', document);
    const { stdout, stderr } = await runCli(['inspect', source, '--overlay', overlay]);
    // Lines are wrapped at the width of a terminal.
    expect((stdout + stderr).replaceAll(/\n {2}/g, ' ')).toContain(
      output.replaceAll('PLACE', overlay).replaceAll('DOCUMENT', source),
    );
  });

  it.each(['pets.json', './pets.json', 'https://example.com/v1/pets.json?x=1'])(
    'is silent about extends: %s',
    async (target) => {
      const overlay = write('same.yaml', `${lined}  - { target: $.info, update: {} }\nextends: ${target}\n`);
      const { code, stdout } = await runCli(['inspect', write('pets.json', document), '--overlay', overlay]);
      expect([code, stdout]).toEqual([0, expect.not.stringContaining('extends')]);
    },
  );

  it('prints a document with the command overlay', async () => {
    const yaml = write(
      'small.yaml',
      'openapi: 3.1.0\ninfo: { title: Pets, version: "1" } # a comment\npaths: {}\n',
    );
    const overlay = write(
      'title.json',
      overlayOf([
        { target: '$.info.title', update: 'Cats' },
        { target: '$.none', remove: true },
      ]),
    );
    const printed = await runCli(['overlay', yaml, overlay]);
    expect(printed.stdout).toBe('openapi: 3.1.0\ninfo:\n  title: Cats\n  version: "1"\npaths: {}\n');
    expect(printed.stderr).toContain('selects nothing: $.none');
    const json = await runCli(['overlay', write('small.json', document), overlay]);
    expect((JSON.parse(json.stdout) as { info: unknown }).info).toEqual({ title: 'Cats', version: '1' });
    rmSync(folder, { recursive: true });
  });
});
