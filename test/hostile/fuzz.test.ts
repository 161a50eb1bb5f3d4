import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJwtVerifier } from '../../src/access/jwt-verifier.ts';
import { isOpenApiMcpError } from '../../src/errors.ts';
import { parseLinkHeader } from '../../src/http/link-header.ts';
import { charsetOf, essence, familyOf, isInRange, splitParameters } from '../../src/http/media-type.ts';
import { describeApi, loadDocument } from '../../src/index.ts';
import { isJsonObject } from '../../src/json/narrow.ts';
import { decodeDocument } from '../../src/load/decode-document.ts';
import { parseText } from '../../src/load/parse-text.ts';
import { parseMultipart } from '../../src/mock/parse-multipart.ts';
import { createHandlers } from '../../src/runtime/handlers.ts';
import { ProtocolFault } from '../../src/runtime/protocol.ts';
import { createResourceMatcher } from '../../src/runtime/resource/match-uri.ts';
import { fileName, lastModified } from '../../src/runtime/response/response-meta.ts';
import { readResponse } from '../../src/runtime/response/read-response.ts';
import { createApiServer } from '../../src/serve/create-server.ts';
import { sdkV2 } from '../../src/serve/sdk-v2.ts';
import { startIssuer } from '../access/issuer.ts';
import { post, send } from '../access/send.ts';
import { descriptor } from '../access/shop.ts';
import { petstorePath } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import type { Json } from '../../src/json/value.ts';

/** Chosen anew by FUZZ_RUNS, to search longer than the suite can. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 300);

/** Milliseconds within which each input must be read, on a busy machine. */
const longest = 2_000;

/**
 * Returns the report of an input that fails, or `undefined`: only our own errors may be thrown, and each input must be read
 * in time.
 */
async function failureOf<Input>(
  inputs: fc.Arbitrary<Input>,
  read: (input: Input) => unknown,
  runs = numRuns,
): Promise<string | undefined> {
  const property = fc.asyncProperty(inputs, async (input) => {
    const started = performance.now();
    try {
      await read(input);
    } catch (error) {
      if (!isOpenApiMcpError(error) && !(error instanceof ProtocolFault)) throw error;
    }
    expect(performance.now() - started).toBeLessThan(longest);
  });
  const details = await fc.check(property, { numRuns: runs });
  return details.failed ? `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}` : undefined;
}

/** Texts that are made of the words of a grammar, with a little noise. */
function wordsOf(...words: string[]): fc.Arbitrary<string> {
  const noise = fc.string({ unit: 'binary', maxLength: 3 });
  const word = fc.oneof({ arbitrary: fc.constantFrom(...words), weight: 8 }, { arbitrary: noise, weight: 1 });
  return fc.array(word, { maxLength: 40 }).map((parts) => parts.join(''));
}

const empty = { status: 200, body: Buffer.alloc(0), ending: 'complete' as const };
const bytes = fc.uint8Array({ maxLength: 64 }).map((data) => Buffer.from(data));
const report = (): void => undefined;

describe('a document', () => {
  it('of bytes', async () => {
    expect(await failureOf(bytes, (data) => parseText(decodeDocument(data), 'fuzz', report))).toBeUndefined();
  });

  it('of the words of JSON', async () => {
    const texts = wordsOf('{', '}', '[', ']', ',', ':', '"', '"a"', '"$ref"', '"__proto__"', '1', '-', '1e999', 'null', 'true', '\\', '\\u', '\\ud800', '//', '/*', '*/', '\n', ' ');
    expect(await failureOf(texts, (text) => parseText(text, 'fuzz', report))).toBeUndefined();
  });

  it('of the words of YAML', async () => {
    const texts = wordsOf('a', ': ', ':', '- ', '-', '\n', '\n  ', '\n    ', '&x ', '*x', '<<: ', '!!', '!!binary ', '!!set', '? ', '| ', '>-\n', '"', "'", '{', '}', '[', ']', ',', '#', '%YAML 1.2\n', '---\n', '...\n', '0x', '.inf', '~', '2020-01-01', '\t', '@', '`');
    expect(await failureOf(texts, (text) => parseText(text, 'fuzz', report))).toBeUndefined();
  });

  const values = fc.oneof(
    fc.constantFrom<Json>(null, true, 0, -1, 1e300, '', 'x', '#', '#/', '#/paths', '#/components/schemas/Pet', '../x', 'http://[', '__proto__', [], {}, [[]], { $ref: '#' }, { $ref: 1 }, { type: 'nothing' }, { allOf: [{ $ref: '#/components/schemas/Pet' }] }),
    fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
  );

  it('that is the pet store with a few values replaced', { timeout: 240_000 }, async () => {
    const petstore = await parseText(readFileSync(petstorePath, 'utf8'), 'petstore', report);
    const places = fc.array(fc.tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 9 }), values), { minLength: 1, maxLength: 4 });
    expect(await failureOf(
      places,
      async (changes) => {
        const document = structuredClone(petstore);
        for (const [steps, value] of changes) replaceAt(document, steps, structuredClone(value));
        if (!isJsonObject(document)) return;
        const { descriptor: described } = describeApi(await loadDocument(document));
        const handlers = createHandlers(described, {});
        handlers.listTools();
        handlers.listResources();
        await handlers.close();
      },
      Math.ceil(numRuns / 5),
    )).toBeUndefined();
  });
}); // prettier-ignore

/** Replaces the value at a place that a list of numbers leads to. */
function replaceAt(root: Json, steps: number[], value: Json): void {
  let node: Json | undefined = root;
  for (const [index, step] of steps.entries()) {
    const keys: string[] = Array.isArray(node)
      ? Object.keys(node)
      : isJsonObject(node)
        ? Object.keys(node)
        : [];
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) return;
    const next: Json | undefined = Reflect.get(Object(node), key);
    if (index === steps.length - 1 || typeof next !== 'object' || next === null)
      Reflect.set(Object(node), key, value);
    node = next;
  }
}

describe('what a client sends', () => {
  it('as the URI of a resource', async () => {
    const match = createResourceMatcher(descriptor.operations);
    const uris = wordsOf('shop', '://', 'api', '/', '//', 'pets', '?', '&', '=', '#', '%', '%2', '%2F', '%ff', '%00', '..', '.', '*', ',', 'limit', 'limit=1', '{petId}', '1', '+', ';', '[', ']');
    expect(await failureOf(fc.oneof(uris, uris.map((uri) => `shop://api/${uri}`)), match)).toBeUndefined();
  });

  describe('over HTTP', () => {
    const api = createApiServer(descriptor, {}, async () => sdkV2);
    let url: string;
    beforeAll(async () => {
      url = (await api.serveHttp({ port: 0, onError: () => undefined })).url;
    });
    afterAll(() => api.close());

    async function statusOf(body: string): Promise<number | undefined> {
      return (await send(url, post(), body)).status;
    }

    it('as the body of a message', async () => {
      const members = fc.record(
        {
          jsonrpc: fc.oneof(fc.constant('2.0'), fc.jsonValue({ maxDepth: 1 })),
          id: fc.oneof(fc.integer(), fc.jsonValue({ maxDepth: 1 })),
          method: fc.oneof(fc.constantFrom('tools/call', 'tools/list', 'resources/read', 'initialize', 'ping', 'completion/complete', 'notifications/cancelled'), fc.jsonValue({ maxDepth: 1 })),
          params: fc.oneof(
            fc.record({ name: fc.constantFrom('listPets', 'getPet', ''), arguments: fc.jsonValue({ maxDepth: 2 }), uri: fc.string() }, { requiredKeys: [] }),
            fc.jsonValue({ maxDepth: 2 }),
          ),
          result: fc.jsonValue({ maxDepth: 1 }),
        },
        { requiredKeys: [] },
      );
      const bodies = fc.oneof(members, fc.array(members, { maxLength: 3 }), fc.jsonValue()).map((value) => JSON.stringify(value));
      const broken = wordsOf('{', '}', '[', ']', '"', '"jsonrpc":"2.0"', '"id":1', '"method":"ping"', ',', ':', '\\', '\ud800');
      expect(await failureOf(fc.oneof(bodies, broken), async (body) => expect(await statusOf(body)).toBeLessThan(500), Math.ceil(numRuns / 2))).toBeUndefined();
    });
  });

  it('as a token', async () => {
    await using issuer = await startIssuer();
    const verifier = await createJwtVerifier(issuer.url, {});
    const part = fc.oneof(
      fc.jsonValue({ maxDepth: 1 }).map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
      fc
        .record({ alg: fc.constantFrom('none', 'ES256', 'HS256', '', 'RS256'), kid: fc.jsonValue({ maxDepth: 1 }), typ: fc.constantFrom('JWT', ''), crit: fc.jsonValue({ maxDepth: 1 }), jwk: fc.jsonValue({ maxDepth: 1 }) }, { requiredKeys: [] })
        .map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
      fc.string({ maxLength: 8 }),
    );
    const tokens = fc.oneof(fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')), wordsOf('.', 'e30', 'eyJ', '=', ' ', '\0'));
    // A text that is no token at all has no result: other verifiers may know it.
    expect(await failureOf(tokens, async (token) => expect((await verifier.verify(token, 'https://mcp.example.com/mcp'))?.ok).not.toBe(true))).toBeUndefined();
  });
}); // prettier-ignore

describe('what an API responds with', () => {
  const mediaTypes = wordsOf('application', 'text', 'image', 'audio', '/', 'json', '+json', 'xml', 'png', 'mpeg', '*', ';', ' ', 'charset', '=', 'utf-8', 'utf-16', 'x', '"', '\\"', ',', 'boundary=', 'q=', 'multipart/mixed');

  it('as a media type', async () => {
    expect(await failureOf(fc.tuple(mediaTypes, mediaTypes), ([type, range]) => [essence(type), familyOf(type), charsetOf(type), splitParameters(type), isInRange(type, range)])).toBeUndefined();
  });

  it('as a body of a media type', async () => {
    const bodies = fc.oneof(bytes, wordsOf('{', '}', '"a":1', '[', ']', '\n', '<', 'html', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'RIFF', 'WAVEfmt ', 'GIF89a', '\0', '\u001e', 'data:', ")]}'").map((text) => Buffer.from(text, 'latin1')));
    const endings = fc.constantFrom('complete', 'limit', 'timeout', 'broken');
    expect(await failureOf(fc.tuple(mediaTypes, bodies, endings), ([type, body, ending]) => readResponse({ headers: { 'content-type': type }, body, ending }))).toBeUndefined();
  });

  it('as a Link header', async () => {
    expect(await failureOf(wordsOf('<', '>', ';', ',', 'rel', '=', '"', 'next', '"next"', '\\', ' ', 'http://a.example/', '?page=2', 'title*', "UTF-8''"), parseLinkHeader)).toBeUndefined();
  });

  it('as a Content-Disposition or Last-Modified header', async () => {
    const headers = wordsOf('attachment', ';', 'filename', '*', '=', '"', '\\', "UTF-8''", "x''", '%', '%ff', '%2e', '..', '/', 'a.pdf', ' ', 'Sat, 28 Nov 2026 20:00:00 GMT', '9999999999999', '-');
    expect(await failureOf(headers, (text) => [fileName({ ...empty, headers: { 'content-disposition': text } }), lastModified({ headers: { 'last-modified': text } })])).toBeUndefined();
  });

  it('as any header', async () => {
    await using upstream = await startUpstream();
    const { descriptor: described } = describeApi(
      await loadDocument({
        openapi: '3.1.0',
        info: { title: 'Headers', version: '1' },
        servers: [{ url: upstream.url }],
        paths: { '/things': { get: { operationId: 'things', parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }], responses: { '200': { description: 'Done' } } } } },
      }),
    );
    const handlers = createHandlers(described, { request: { callTimeout: 5_000 } });
    const value = wordsOf('a', '=', ';', ',', '"', '<', '>', ' ', '0', '1', '-1', '1e9', '99999999999', 'Sat, 28 Nov 2026 20:00:00 GMT', 'rel="next"', '?page=2', 'bytes', '0-', '*/', 'HttpOnly', 'Path=/', 'gzip', '\u00e9').map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, ''));
    const names = fc.constantFrom('set-cookie', 'link', 'retry-after', 'content-type', 'content-range', 'accept-ranges', 'ratelimit-reset', 'x-ratelimit-remaining', 'etag', 'last-modified', 'location', 'www-authenticate', 'content-disposition', 'content-language', 'x-total-count');
    const headers = fc.dictionary(names, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })), { maxKeys: 5 });
    const statuses = fc.constantFrom(200, 201, 204, 206, 301, 303, 307, 400, 401, 403, 404, 416, 422, 429, 500, 503);
    expect(await failureOf(
      fc.tuple(statuses, headers, fc.constantFrom('', '{}', '[{"id":1}]', 'text', '\0')),
      async ([status, given, body]) => {
        upstream.answer({ status, headers: { ...given }, body });
        const { content } = await handlers.callTool('things', {});
        expect(content.length).toBeGreaterThan(0);
      },
      Math.ceil(numRuns / 2),
    )).toBeUndefined();
    await handlers.close();
  });
}); // prettier-ignore

describe('what a client of a mock sends', () => {
  it('as multipart', async () => {
    const bodies = wordsOf('--x', '--x--', '\r\n', '\n', '\r\n\r\n', 'Content-Disposition: form-data', '; name=', '"a"', 'filename', 'Content-Type: ', 'text/plain', ':', 'v', '--');
    const types = wordsOf('multipart/form-data', '; ', 'boundary', '=', 'x', '"', ';', ' ');
    expect(await failureOf(fc.tuple(fc.oneof(fc.constant('multipart/form-data; boundary=x'), types), bodies), ([type, body]) => parseMultipart(type, Buffer.from(body)))).toBeUndefined();
  });
}); // prettier-ignore
