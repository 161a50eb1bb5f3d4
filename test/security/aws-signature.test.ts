import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeEach, beforeAll, describe, expect, it } from 'vitest';
import { describeApi, loadDocument, previewCall } from '../../src/index.ts';
import { signAwsRequest } from '../../src/runtime/security/aws-signer.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { openSecured } from './secured-api.ts';
import type { JsonObject } from '../../src/index.ts';
import type { RecordedRequest, Upstream } from '../support/upstream.ts';

const keys = {
  SECURED_SIGV4_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  SECURED_SIGV4_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  SECURED_SIGV4_REGION: 'eu-west-1',
};

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream();
});
beforeEach(() => {
  upstream.requests.length = 0;
  upstream.answer(jsonAnswer({ done: true }));
});
afterAll(() => upstream.close());

const operation = (operationId: string, more: JsonObject = {}): JsonObject => ({
  operationId,
  ...more,
  responses: { '200': { description: 'Done', content: { 'application/json': { schema: {} } } } },
});
const bodyOf = (mediaType: string): JsonObject => ({
  requestBody: { content: { [mediaType]: { schema: { type: 'object' } } } },
});
function document(server = upstream.url): JsonObject {
  return {
    openapi: '3.0.1',
    info: { title: 'Secured', version: '1' },
    servers: [{ url: server }],
    security: [{ sigv4: [] }],
    paths: {
      '/pets/{name}': {
        get: operation('getPet', {
          parameters: [
            { name: 'name', in: 'path', required: true, schema: { type: 'string' } },
            { name: 'q', in: 'query', schema: { type: 'string' } },
            { name: 'a', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
            { name: 'X-Amz-Meta', in: 'header', schema: { type: 'string' } },
          ],
        }),
      },
      '/pets': { post: operation('addPet', bodyOf('application/json')) },
      '/files': { post: operation('addFile', bodyOf('multipart/form-data')) },
    },
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
    },
  };
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Returns what AWS computes for a request (SigV4, "Create a signed AWS API request"), from the bytes that arrived. */
function expectedAuthorization({ method, target, header, body }: RecordedRequest, secret: string): string {
  const [, credential = '', signedHeaders = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=[\da-f]{64}$/.exec(
      header('authorization') ?? '',
    ) ?? [];
  const [, date = '', region = '', service = ''] = credential.split('/');
  const [path = '', query = ''] = target.split('?');
  const canonicalPath = path.split('/').map(encode).join('/');
  const canonicalQuery = query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name = '', value = ''] = pair.split('=');
      return `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`;
    })
    .toSorted()
    .join('&');
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${(header(name) ?? '').trim().replaceAll(/ +/g, ' ')}\n`)
    .join('');
  const canonical = [method, canonicalPath, canonicalQuery, headers, signedHeaders, sha256(body)].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', header('x-amz-date') ?? '', scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  return `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

/** Calls a tool and returns the request that arrived. */
async function send(tool: string, args: JsonObject, environment: Record<string, string> = keys) {
  await using api = await openSecured(document(), environment);
  const text = await api.call(tool, undefined, args);
  const [request] = upstream.requests;
  return { text, request };
}

describe('a signature', () => {
  it.each<[what: string, tool: string, args: JsonObject]>([
    ['of a path and a query', 'getPet', { name: 'Mia', q: 'x y', a: ['2', '1'] }],
    ['of unusual characters', 'getPet', { name: 'é/ž (1)*', q: "a+b&c='d'~" }],
    ['of its own headers', 'getPet', { name: 'a', 'X-Amz-Meta': 'm' }],
    ['of a body', 'addPet', { body: { name: 'Mia ž' } }],
    ['of a multipart body', 'addFile', { body: { name: 'Mia', text: 'ž'.repeat(2_000) } }],
  ])('%s is what AWS computes', async (_, tool, args) => {
    const { request } = await send(tool, args);
    if (request === undefined) throw new Error('nothing was sent');
    expect(request.header('authorization')).toBe(
      expectedAuthorization(request, keys.SECURED_SIGV4_SECRET_ACCESS_KEY),
    );
    expect(request.header('authorization')).toContain('/eu-west-1/execute-api/aws4_request');
    expect(request.header('x-amz-date')).toMatch(/^\d{8}T\d{6}Z$/);
  });

  it('covers the token of a session', async () => {
    const environment = { ...keys, SECURED_SIGV4_SESSION_TOKEN: 'session-token-of-the-tests' };
    const { request } = await send('getPet', { name: 'a' }, environment);
    if (request === undefined) throw new Error('nothing was sent');
    expect(request.header('x-amz-security-token')).toBe('session-token-of-the-tests');
    expect(request.header('authorization')).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,');
    expect(request.header('authorization')).toBe(
      expectedAuthorization(request, keys.SECURED_SIGV4_SECRET_ACCESS_KEY),
    );
  });

  it('needs a region that the host does not say', async () => {
    const { SECURED_SIGV4_REGION: _, ...rest } = keys;
    const { text, request } = await send('getPet', { name: 'a' }, rest);
    expect(request).toBeUndefined();
    expect(text).toContain('does not say its AWS region');
    expect(text).toContain('_REGION');
  });

  it('is not sent without keys, and its secrets are repeated nowhere', async () => {
    const { request } = await send('getPet', { name: 'a' }, {});
    expect(request?.header('authorization')).toBeUndefined();
    upstream.answer(jsonAnswer({ heard: keys.SECURED_SIGV4_SECRET_ACCESS_KEY }));
    const { text } = await send('getPet', { name: 'a' });
    expect(text).not.toContain(keys.SECURED_SIGV4_SECRET_ACCESS_KEY);
  });

  it('has region and service of a host that says them', async () => {
    const url = 'https://abc123.execute-api.ap-southeast-2.amazonaws.com';
    const signed = await signAwsRequest(
      { method: 'GET', origin: url, target: '/v1/pets', headers: [['Authorization', 'old']] },
      { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    );
    const authorization = signed.headers.filter(([name]) => name.toLowerCase() === 'authorization');
    expect(authorization).toHaveLength(1);
    expect(authorization[0]?.[1]).toMatch(/\/ap-southeast-2\/execute-api\/aws4_request, /);
    const dots = { method: 'GET', origin: url, target: '/v1/%2E%2E/x', headers: [] };
    await expect(signAwsRequest(dots, { accessKeyId: 'a', secretAccessKey: 'b' })).rejects.toMatchObject({
      code: 'CREDENTIALS_INVALID',
    });
  });

  it('is a placeholder in a dry run', async () => {
    const { descriptor } = describeApi(await loadDocument(document()), { name: 'secured' });
    const credentials = { sigv4: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-of-the-tests' } };
    const { headers } = await previewCall(descriptor, 'getPet', { name: 'a' }, { request: { credentials } });
    expect(JSON.stringify(headers)).not.toMatch(/AKID|secret-of-the-tests/);
    expect(headers.find(([name]) => name === 'Authorization')).toBeDefined();
  });
});
