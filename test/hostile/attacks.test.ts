import { describe, expect, it } from 'vitest';
import { inert } from '../../src/cli/terminal.ts';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { ParameterSource } from '../support/document.ts';
import type { JsonObject } from '../../src/json/value.ts';

const injected = 'a\r\nX-Injected: 1\r\n\r\nGET /admin HTTP/1.1\r\n\r\n';

/** The bytes that the upstream received, and the result for the model. */
async function attack(document: JsonObject, args: JsonObject): Promise<{ wire: string[]; text: string }> {
  await using upstream = await startUpstream();
  await using api = await openApi(document, { request: { baseUrl: upstream.url } });
  const text = textOf(await api.call(tool, args));
  const wire = upstream.requests.map(({ target, headers }) => `${target} ${JSON.stringify(headers)}`);
  return { wire, text };
}

describe('a line break does not become a header or a request', () => {
  it.each(['path', 'query', 'header', 'cookie'] as const)('in a %s parameter', async (location) => {
    const parameter: ParameterSource = { name: 'q', in: location };
    const { wire } = await attack(documentOf({ parameters: [parameter] }), { q: injected });
    expect(wire.length).toBeLessThanOrEqual(1);
    expect(wire.join('')).not.toMatch(/"x-injected"|\\r|\\n/i);
  });
});

describe('a path argument does not leave its segment', () => {
  it.each(['..', '.', '../admin', '..%2fadmin', '%2e%2e', '%2e%2e%2fadmin', '..\\admin', '..;/admin', '/admin', '//evil.test', '?x=1', '#x', '\0'])(
    '%j',
    async (id) => {
      const parameters: ParameterSource[] = [{ name: 'id', in: 'path' }];
      const { wire } = await attack(documentOf({ path: '/things/{id}/end', parameters }), { id });
      expect(wire.length).toBeLessThanOrEqual(1);
      for (const line of wire) {
        const target = line.split(' ')[0] ?? '';
        expect(new URL(target, 'http://upstream.test').pathname).toMatch(/^\/things\/[^/\\]+\/end$/);
      }
    },
  ); // prettier-ignore
});

describe('an argument does not frame the request', () => {
  it.each([
    'Host',
    'Content-Length',
    'Transfer-Encoding',
    'Connection',
    'Upgrade',
    'Expect',
    'Trailer',
    'TE',
  ])('as a header called %s', async (name) => {
    const parameters: ParameterSource[] = [{ name, in: 'header' }];
    await using upstream = await startUpstream();
    const document = documentOf({ method: 'post', parameters, body: { schema: { type: 'string' } } });
    await using api = await openApi(document, { request: { baseUrl: upstream.url } });
    await api.call(tool, { [name]: 'evil.test', body: 'x' });
    expect(upstream.requests.length).toBeLessThanOrEqual(1);
    for (const { headers } of upstream.requests) expect(JSON.stringify(headers)).not.toContain('evil.test');
  });
});

describe('a security scheme does not frame the request', () => {
  it.each(['Host', 'Content-Length', 'Transfer-Encoding', 'Connection'])('as a key in %s', async (name) => {
    await using upstream = await startUpstream();
    const document = {
      ...documentOf({}),
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name } } },
      security: [{ key: [] }],
    };
    const credentials = { key: { value: 'evil.test' } };
    await expect(
      openApi(document, { request: { baseUrl: upstream.url, credentials } }),
    ).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.not.stringContaining('evil.test') as string,
    });
    await using api = await openApi(document, { request: { baseUrl: upstream.url } });
    expect((await api.call(tool, {})).isError).toBeUndefined();
    expect(upstream.requests.map((request) => request.header('authorization'))).toEqual([undefined]);
  });
});

describe('a terminal does not interpret control characters', () => {
  it.each<[title: string, text: string, shown: string]>([
    ['a cleared screen', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['a renamed window', '\u001b]0;x\u0007', '\\u001b]0;x\\u0007'],
    ['a link that hides where it leads', '\u001b]8;;https://evil.test\u001b\\', '\\u001b]8;;https://evil.test\\u001b\\'],
    ['text that is concealed', '\u001b[8mx', '\\u001b[8mx'],
    ['controls of C1', '\u009b2J', '\\u009b2J'],
    ['a line written over', 'safe\revil', 'safe\\u000devil'],
    ['a backspace', 'ab\u0008', 'ab\\u0008'],
    ['an override of direction', '\u202egpj.exe', '\\u202egpj.exe'],
    ['tag characters', '\u{e0041}', '\\udb40\\udc41'],
    ['our own styles, lines and emoji, which stay', '\u001b[1ma\u001b[22m\tb\r\nc\n👨‍👩‍👧‍👦', '\u001b[1ma\u001b[22m\tb\r\nc\n👨‍👩‍👧‍👦'],
  ])('%s', (_, text, shown) => {
    expect(inert(text)).toBe(shown);
  }); // prettier-ignore

  it('and JSON stays unchanged', () => {
    const value = { a: '\u009b2J\u202e\u{e0041}' };
    expect(JSON.parse(inert(JSON.stringify(value)))).toEqual(value);
  });
});
