import { describe, expect, it } from 'vitest';
import { createHandlers, describeApi, loadDocument, previewCall } from '../../src/index.ts';
import { documentOf, tool } from '../support/document.ts';
import { requestOf } from '../support/call.ts';
import type { RuntimeOptions } from '../../src/index.ts';

const document = documentOf({
  servers: [
    { url: 'https://api.example/{version}', variables: { version: { default: 'v1', enum: ['v1', 'v2'] } } },
    { url: 'https://test.example', description: 'Sandbox' },
  ],
  operationServers: [
    { url: 'https://uploads.example', name: 'uploads' },
    { url: 'https://test.example', description: 'Sandbox' },
  ],
});
const { descriptor } = describeApi(await loadDocument(document));

const servers =
  'Give the number, name, description or URL of one of: 1 https://api.example/{version}; 2 https://test.example (Sandbox); https://uploads.example (uploads). For any other, pass --base-url.';
const framing = 'it frames the message, which no option may change (RFC 9112 §6)';

// prettier-ignore
const refused: [title: string, options: RuntimeOptions, message: string, hint?: string][] = [
  ['a server that no list has', { request: { server: 'staging' } }, 'there is no server "staging"', servers],
  ['a number beyond the document’s servers', { request: { server: '3' } }, 'there is no server "3"', servers],
  ['number 0', { request: { server: '0' } }, 'there is no server "0"', servers],
  ['a variable that no server has', { request: { serverVariables: { verison: 'v2' } } }, 'no server URL has a variable verison', 'Did you mean version?'],
  ['a variable of another API', { request: { serverVariables: { region: 'eu' } } }, 'no server URL has a variable region', 'The servers have: version.'],
  ['a value outside the enum of a variable', { request: { serverVariables: { version: 'v3' } } }, 'the server variable version cannot be "v3"', 'Use one of: v1, v2.'],
  ['a base URL with credentials, not shown', { request: { baseUrl: 'https://me:secret@api.example' } }, 'the base URL holds a user name'],
  ['Content-Type', { request: { headers: { 'content-type': 'text/plain' } } }, 'the header content-type cannot be set: it follows the body, whose media type the document declares and bodyContentType chooses', 'Leave --header content-type out.'],
  ['Content-Length', { request: { headers: { 'Content-Length': '3' } } }, `the header Content-Length cannot be set: ${framing}`],
  ['Transfer-Encoding', { request: { headers: { 'Transfer-Encoding': 'chunked' } } }, `the header Transfer-Encoding cannot be set: ${framing}`],
  ['Host', { request: { headers: { Host: 'evil.example' } } }, 'the header Host cannot be set: it follows the URL, which --base-url sets'],
  ['Connection', { request: { headers: { Connection: 'close' } } }, 'the header Connection cannot be set: the server manages connections itself (RFC 9110 §7.6.1)'],
  ['Expect', { request: { headers: { Expect: '100-continue' } } }, 'the header Expect cannot be set: no request waits before it sends its body'],
  ['an invalid name', { request: { headers: { 'X A': 'b' } } }, '"X A" is not a header name'],
  ['an empty name', { request: { headers: { '': 'b' } } }, '"" is not a header name'],
  ['a result limit of 0', { result: { maxResultChars: 0 } }, 'a result cannot have 0 characters', 'Give maxResultChars (--max-result-chars) a number of at least 1.'],
  ['a negative result limit', { result: { maxResultChars: -3 } }, 'a result cannot have -3 characters'],
  ['a result limit that is not a number', { result: { maxResultChars: Number.NaN } }, 'a result cannot have NaN characters'],
  ['a value of two lines, not shown', { request: { headers: { 'X-Key': 'secret\r\nX-Evil: 1' } } }, 'the value of the header X-Key is invalid'],
  ['a value beyond Latin-1, not shown', { request: { headers: { 'X-Key': '日本' } } }, 'the value of the header X-Key is invalid'],
];

describe('options that are refused at start', () => {
  it.each(refused)('%s', async (_, options, message, hint) => {
    const error = { code: 'OPTION_INVALID', message, ...(hint !== undefined && { hint }) };
    expect(() => createHandlers(descriptor, options)).toThrow(expect.objectContaining(error) as Error);
    await expect(previewCall(descriptor, tool, {}, options)).rejects.toMatchObject(error);
  });
});

describe('a dry run', () => {
  it.each([
    ['cal', 'Did you mean call?'],
    ['nothing', 'Use a name that inspect lists.'],
  ])('of the unknown tool %s fails with a hint', async (name, hint) => {
    const expected = { code: 'TOOL_UNKNOWN', message: `${descriptor.title} has no tool "${name}"`, hint };
    await expect(previewCall(descriptor, name, {})).rejects.toMatchObject(expected);
  });
});

describe('headers that a user may set', () => {
  it.each([
    ['a header that is sent anyway', 'Accept', 'application/vnd.github+json'],
    ['User-Agent', 'user-agent', 'me/1'],
    ['an unknown header', 'X-Tenant', 'demo; é'],
    ['an empty value', 'X-Empty', ''],
  ])('%s', async (_, name, value) => {
    const request = await requestOf(documentOf({}), {}, { request: { headers: { [name]: value } } });
    expect(request.header(name)).toBe(value);
  });
});
