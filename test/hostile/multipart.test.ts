import { Response } from 'undici';
import { describe, expect, it } from 'vitest';
import { openApi, requestOf, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { startUpstream } from '../support/upstream.ts';
import type { BodySource } from '../support/document.ts';
import type { RecordedRequest } from '../support/upstream.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** A part with its header lines, and its data as Latin-1. */
interface RawPart {
  headers: string[];
  data: string;
}

const binary = { type: 'string', format: 'binary' };
const anything: BodySource = form({ additionalProperties: { type: 'string' } });
const file: BodySource = form({ properties: { file: binary } });

function form(schema: JsonObject, media: JsonObject = {}): BodySource {
  return { mediaType: 'multipart/form-data', schema: { type: 'object', ...schema }, media };
}

async function send(body: BodySource, args: JsonObject): Promise<RecordedRequest> {
  return requestOf(documentOf({ method: 'post', body }), args);
}

/** The fields that a server reads: texts, and files as `name (type): data`. */
async function received(request: RecordedRequest): Promise<[name: string, value: string][]> {
  const headers = { 'content-type': request.header('content-type') ?? '' };
  const data = await new Response(new Uint8Array(request.body), { headers }).formData();
  const entries = [...data].map(async ([name, value]): Promise<[string, string]> => {
    if (typeof value === 'string') return [name, value];
    return [name, `${value.name} (${value.type}): ${await value.text()}`];
  });
  return Promise.all(entries);
}

/** Splits the bytes of a body into parts. */
function rawParts(request: RecordedRequest): RawPart[] {
  const boundary =
    /^multipart\/form-data(?:; a="x; boundary=evil")?; boundary=(openapi-mcp-[0-9a-f]{32})$/.exec(
      request.header('content-type') ?? '',
    )?.[1];
  const [before, ...parts] = request.body.toString('latin1').split(`--${boundary}`);
  expect([before, parts.pop()]).toEqual(['', '--\r\n']);
  return parts.map((part) => {
    const end = part.indexOf('\r\n\r\n');
    return { headers: part.slice(2, end).split('\r\n'), data: part.slice(end + 4, -2) };
  });
}

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

/** Texts that would break out of a name, the name in the header, and the name of a file if that differs. */
const names: [attack: string, text: string, written: string, file?: string][] = [
  ['a quote and a file', 'a"; filename="evil.php', 'a%22; filename=%22evil.php'],
  ['a header', 'a"\r\nContent-Type: text/html', 'a%22%0D%0AContent-Type: text/html', 'html'],
  ['the end of all headers', 'a"\r\n\r\nevil', 'a%22%0D%0A%0D%0Aevil'],
  ['a part', 'a"\r\n\r\n\r\n--x\r\nContent-Disposition: form-data; name="evil', 'a%22%0D%0A%0D%0A%0D%0A--x%0D%0AContent-Disposition: form-data; name=%22evil'],
  ['a line of CR alone', 'a\rX-Evil: 1', 'a%0DX-Evil: 1'],
  ['a line of LF alone', 'a\nX-Evil: 1', 'a%0AX-Evil: 1'],
  ['a folded line', 'a\r\n X-Evil: 1', 'a%0D%0A X-Evil: 1'],
  ['a vertical tab and a form feed, line ends to some', 'a\vX-Evil: 1\fX-Evil: 2', 'a%0BX-Evil: 1%0CX-Evil: 2'],
  ['separators of C0, line ends to some', 'a\x1cb\x1dc\x1ed', 'a%1Cb%1Dc%1Ed'],
  ['NUL, the end of a text to some', 'a.png\0.php', 'a.png%00.php'],
  ['a delete', 'a\x7fb', 'a%7Fb'],
  ['semicolons', 'a; filename=evil.php; x', 'a; filename=evil.php; x'],
  ['an escaped quote', 'a\\"; filename=evil.php; x="', 'a\\%22; filename=evil.php; x=%22', '%22; filename=evil.php; x=%22'],
  ['a backslash before the quote that ends it', 'a\\', 'a%5C', 'a'],
  ['many of them', 'a\\\\\\', 'a\\\\%5C', 'a'],
  ['a parameter of RFC 5987', "a\"; filename*=UTF-8''evil.php", "a%22; filename*=UTF-8''evil.php"],
  ['an encoded word', '=?utf-8?q?=22=0D=0AX-Evil=3A_1?=', '=?utf-8?q?=22=0D=0AX-Evil=3A_1?='],
  ['a path', '../../etc/passwd', '../../etc/passwd', 'passwd'],
  ['a path of Windows', '..\\..\\evil.exe', '..\\..\\evil.exe', 'evil.exe'],
  ['a path of both', '../a\\..\\b/c.png', '../a\\..\\b/c.png', 'c.png'],
  ['an absolute path', '/etc/passwd', '/etc/passwd', 'passwd'],
  ['a drive', 'C:\\Windows\\evil.exe', 'C:\\Windows\\evil.exe', 'evil.exe'],
  ['a share', '\\\\host\\share\\evil.exe', '\\\\host\\share\\evil.exe', 'evil.exe'],
  ['a folder', 'a/b/', 'a/b/', 'b'],
  ['the folder above', '..', '..', 'file'],
  ['a path to the folder above', 'a/..', 'a/..', 'file'],
  ['this folder', './.', './.', 'file'],
  ['separators alone', '/\\/', '/\\/', 'file'],
  ['an encoded path', '..%2f..%5cevil', '..%2f..%5cevil'],
  ['characters beyond ASCII', 'naïve 日 \u{1f600}', 'naïve 日 \u{1f600}'],
  ['what is CR and LF in the low byte', '\u010d\u010a\u560d\u560a', '\u010d\u010a\u560d\u560a'],
  ['line ends of Unicode', 'a\u0085b\u2028c\u2029d', 'a%C2%85b\u2028c\u2029d'],
  ['__proto__', '__proto__', '__proto__'],
]; // prettier-ignore

describe('a name adds neither a part nor a header nor a file', () => {
  it.each(names)('%s, as the name of a field', async (_, name, written) => {
    const request = await send(anything, { body: JSON.parse(`{${JSON.stringify(name)}:"x"}`) as JsonObject });
    const headers = [`Content-Disposition: form-data; name="${latin1(written)}"`];
    expect(rawParts(request)).toEqual([{ headers, data: 'x' }]);
    expect((await received(request)).map(([, value]) => value)).toEqual(['x']);
  });

  it.each(names)('%s, as bodyFilename', async (_, name, written, base = written) => {
    const request = await send(file, { body: { file: 'eA==' }, bodyFilename: name });
    const [{ headers, data } = { headers: [], data: '' }, ...others] = rawParts(request);
    expect([headers.length, data, others]).toEqual([2, 'x', []]);
    expect(headers[0]).toBe(
      `Content-Disposition: form-data; name="file"; filename="${latin1(base)}"`,
    );
    expect((await received(request)).map(([field]) => field)).toEqual(['file']);
  }); // prettier-ignore

  it.each(names)('%s, as the name in a data: URL', async (_, name, written, base = written) => {
    const url = `data:;name=${encodeURIComponent(name)};base64,eA==`;
    const request = await send(file, { body: { file: url } });
    const [{ headers, data } = { headers: [], data: '' }, ...others] = rawParts(request);
    expect([headers.length, data, others]).toEqual([2, 'x', []]);
    expect(headers[0]).toBe(
      `Content-Disposition: form-data; name="file"; filename="${latin1(base)}"`,
    );
  }); // prettier-ignore
});

describe('a value stays within its part', () => {
  it.each<[attack: string, value: string]>([
    ['a boundary as ours', `x\r\n--openapi-mcp-${'0'.repeat(32)}\r\nContent-Disposition: form-data; name="evil"\r\n\r\nx`],
    ['a last boundary as ours', `x\r\n--openapi-mcp-${'0'.repeat(32)}--\r\n`],
    ['only dashes', '\r\n--\r\n----\r\n--'],
    ['a header', 'X-Evil: 1\r\n\r\nx'],
    ['line ends alone', '\r\n\r\n'],
    ['NUL', 'a\0b'],
  ])('%s', async (_, value) => {
    const request = await send(anything, { body: { a: value } });
    expect(rawParts(request)).toEqual([{ headers: ['Content-Disposition: form-data; name="a"'], data: value }]);
    expect(await received(request)).toEqual([['a', value]]);
  }); // prettier-ignore

  it('the boundary of the previous request, which is never reused', async () => {
    await using upstream = await startUpstream();
    const document = documentOf({ method: 'post', body: anything });
    await using api = await openApi(document, { request: { baseUrl: upstream.url } });
    const sent = new Set<string>();
    for (let count = 0; count < 20; count++) {
      const seen = [...sent].map((boundary) => `\r\n--${boundary}\r\n\r\nx\r\n--${boundary}--\r\n`).join('');
      await api.call(tool, { body: { a: seen } });
      const request = upstream.requests.at(-1);
      expect(request && (await received(request))).toEqual([['a', seen]]);
      sent.add(request?.header('content-type')?.split('boundary=')[1] ?? '');
    }
    expect(sent.size).toBe(20);
  });
});

describe('the type of a file is one line of one header', () => {
  it.each<[attack: string, url: string, type: string]>([
    ['a header', 'data:text/plain\r\nX-Evil: 1;base64,eA==', 'application/octet-stream'],
    ['a header in a parameter', 'data:text/plain;a=b\r\nX-Evil: 1;base64,eA==', 'application/octet-stream'],
    ['an encoded header', 'data:text/plain%0d%0aX-Evil:1;base64,eA==', 'application/octet-stream'],
    ['a quoted header', 'data:text/plain;a="\r\nX-Evil: 1";base64,eA==', 'application/octet-stream'],
    ['a boundary of its own', 'data:multipart/form-data;boundary=evil;base64,eA==', 'multipart/form-data;boundary=evil'],
    ['a type without an end', `data:${'a'.repeat(50_000)};base64,eA==`, 'application/octet-stream'],
  ])('%s, in a data: URL', async (_, url, type) => {
    const request = await send(file, { body: { file: url } });
    const headers = ['Content-Disposition: form-data; name="file"; filename="file"', `Content-Type: ${type}`];
    expect(rawParts(request)).toEqual([{ headers, data: 'x' }]);
    expect(await received(request)).toEqual([['file', `file (${type}): x`]]);
  }); // prettier-ignore

  it.each<[attack: string, contentType: string]>([
    ['a header', 'text/plain\r\nX-Evil: 1'],
    ['the end of all headers', 'text/plain\r\n\r\nevil'],
    ['a line of LF alone', 'text/plain\nX-Evil: 1'],
    ['NUL', 'text/plain\0'],
    ['no type at all', 'evil'],
  ])('%s, in the document', async (_, contentType) => {
    const properties = { file: binary, text: { type: 'string' }, json: { type: 'object' } };
    const encoding = Object.fromEntries(Object.keys(properties).map((name) => [name, { contentType }]));
    const request = await send(form({ properties }, { encoding }), {
      body: { file: 'eA==', text: 'x', json: {} },
    });
    const parts = rawParts(request);
    expect(parts.map(({ data }) => data)).toEqual(['x', 'x', '{}']);
    expect(parts.flatMap(({ headers: [, ...types] }) => types)).toEqual([
      'Content-Type: application/octet-stream',
      'Content-Type: application/json',
    ]);
    expect(await received(request)).toHaveLength(3);
  });
});

describe('the type of the whole body', () => {
  it.each<[attack: string, mediaType: string]>([
    ['a boundary of its own', 'multipart/form-data; boundary=evil'],
    ['two boundaries', 'multipart/form-data; boundary=evil; BOUNDARY="worse"'],
    ['a boundary with spaces', 'multipart/form-data ; boundary = evil'],
    ['a boundary in parts', 'multipart/form-data; boundary*0=ev; boundary*1=il'],
    ['a quote without an end', 'multipart/form-data; a="; boundary=evil'],
    ['a quoted boundary', 'multipart/form-data; a="x; boundary=evil"'],
  ])('%s, has our boundary alone', async (_, mediaType) => {
    const request = await send({ ...anything, mediaType }, { body: { a: 'x' } });
    expect(rawParts(request)).toHaveLength(1);
    expect(await received(request)).toEqual([['a', 'x']]);
  });

  it.each(['multipart/form-data\r\nX-Evil: 1', 'multipart/form-data; a=\r\nX-Evil: 1', 'application/json\r\nX-Evil: 1', 'text/plain\0', 'application/\u010a'])(
    '%j sends nothing, or nothing but a type',
    async (mediaType) => {
      await using upstream = await startUpstream();
      const document = documentOf({ method: 'post', body: { mediaType, schema: { type: 'object' } } });
      await using api = await openApi(document, { request: { baseUrl: upstream.url } });
      const result = await api.call(tool, { body: { a: 'x' } });
      expect(textOf(result)).not.toMatch(/ {4}at /);
      expect(JSON.stringify(upstream.requests.map(({ headers }) => headers))).not.toMatch(/evil|\\[rnu]/i);
      expect(upstream.malformed).toEqual([]);
    },
  ); // prettier-ignore
});
