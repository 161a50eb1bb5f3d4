import { expect, it } from 'vitest';
import { echo } from '../../src/json/echo.ts';
import { completeReference, getPrompt } from '../../src/serve/request-params.ts';
import { serveLive } from '../support/serve-document.ts';
import { petstorePath } from '../support/cli.ts';
import { describeApi, loadDocument } from '../../src/index.ts';
import type { Handlers } from '../../src/runtime/protocol.ts';

const { descriptor } = describeApi(await loadDocument(petstorePath));
const { handlers } = serveLive(descriptor, { resources: true });
const { handlers: searching } = serveLive(descriptor, { expose: 'search' });
const { handlers: prompting } = serveLive(descriptor, {
  extensions: { prompts: [{ name: 'greet', get: () => 'Hello' }] },
});
const long = 'n\n'.repeat(100_000);
const uri = `pet-store://api/${long}`;

it.each<[title: string, request: (text: string) => unknown]>([
  ['a tool', (text) => handlers.callTool(text, {})],
  ['a tool of search mode', (text) => searching.callTool(text, {})],
  ['an operation', (text) => searching.callTool('describe_operation', { name: text })],
  ['an operation to call', (text) => searching.callTool('call_operation', { name: text })],
  ['a tag', (text) => searching.callTool('search_operations', { tag: text })],
  ['an argument', (text) => handlers.callTool('getPet', { [text]: 1, petId: 1 })],
  ['an argument of a search tool', (text) => searching.callTool('describe_operation', { [text]: 1, name: 'a' })],
  ['a value', (text) => handlers.callTool('getPet', { petId: text })],
  ['a resource', (text) => handlers.readResource(`pet-store://api/${text}`)],
  ['a resource of no API', (text) => handlers.readResource(text)],
  ['a variable', (text) => handlers.readResource(`pet-store://api/pets?${encodeURIComponent(text)}=1`)],
  ['bad percent-encoding', (text) => handlers.readResource(`pet-store://api/pets/${text}%E9`)],
  ['a template', (text) => completeReference(handlers, { ref: { type: 'ref/resource', uri: text }, argument: { name: 'a', value: '' } }, {})],
  ['a variable to complete', (text) => complete(handlers, 'pet-store://api/pets/{petId}', text)],
  ['a prompt, where there is none', (text) => getPrompt(handlers, { name: text })],
  ['a prompt', (text) => getPrompt(prompting, { name: text })],
  ['a prompt to complete, where there is none', (text) => completeReference(handlers, { ref: { type: 'ref/prompt', name: text }, argument: { name: 'a', value: '' } }, {})],
  ['a prompt to complete', (text) => completeReference(prompting, { ref: { type: 'ref/prompt', name: text }, argument: { name: 'a', value: '' } }, {})],
  ['a cursor', (text) => handlers.listTools(text)],
])('%s of 200,000 characters is not repeated', async (_, request) => {
  const said = await answerTo(() => request(long));
  expect(said.length).toBeLessThan(3_000);
  expect(said).not.toContain('n\\n'.repeat(400));
  expect(said).not.toContain('n n '.repeat(200));
}); // prettier-ignore

it.each<[text: string, line: string]>([
  ['getPet', 'getPet'],
  ['', ''],
  ['a\nb\u202ec\u0000', 'a b c'],
  ['a'.repeat(301), `${'a'.repeat(299)}…`],
  ['a'.repeat(300), 'a'.repeat(300)],
  [`${'a'.repeat(298)}\u{1f600}b`, `${'a'.repeat(298)}…`],
])('echoes %j', (text, line) => {
  expect(echo(text)).toBe(line);
});

it('names the resource in the data of the error, bounded too', async () => {
  const expected = { code: -32602, message: `Resource not found: ${echo(uri)}`, data: { uri: echo(uri) } };
  await expect(handlers.readResource(uri)).rejects.toMatchObject(expected);
});

function complete({ complete: find }: Handlers, template: string, variable: string): unknown {
  return find(template, variable, '');
}

/** Returns all that a client is told, as JSON. */
async function answerTo(request: () => unknown): Promise<string> {
  try {
    return JSON.stringify(await request());
  } catch (error) {
    return JSON.stringify({ ...(error as object), message: (error as Error).message });
  }
}
