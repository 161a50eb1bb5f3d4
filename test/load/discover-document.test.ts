import { describe, expect, it } from 'vitest';
import { loadDocument } from '../../src/index.ts';
import { runIn } from '../support/terminal.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { Answer, Upstream } from '../support/upstream.ts';

const document = {
  info: { title: 'Found', version: '1' },
  openapi: '3.1.0',
  paths: { '/a': { get: { responses: {} } } },
};
const yaml = { body: 'openapi: 3.1.0\ninfo: { title: Found, version: "1" }\npaths: {}\n' };

function page(body: string): Answer {
  return { headers: { 'content-type': 'text/html' }, body: `<!doctype html><html>${body}</html>` };
}

/** Starts a website that has the given answers, and nothing else. */
function startWebsite(answers: Record<string, Answer>): Promise<Upstream> {
  return startUpstream(({ target }) => answers[target] ?? { status: 404 });
}

const found = jsonAnswer(document);
const named = 'the page ROOT/ names it';
const common = 'ROOT/ is no document';

// prettier-ignore
describe('a document is found', () => {
  it.each<[title: string, given: string, answers: Record<string, Answer>, location: string, reason: string]>([
    ['at /openapi.json', '', { '/openapi.json': found }, '/openapi.json', common],
    ['at /swagger.json', '/', { '/swagger.json': jsonAnswer({ ...document, openapi: undefined, swagger: '2.0' }) }, '/swagger.json', common],
    ['at /v3/api-docs', '/', { '/v3/api-docs': found }, '/v3/api-docs', common],
    ['at /api-docs', '/', { '/api-docs': found }, '/api-docs', common],
    ['at /openapi.yaml', '/', { '/openapi.yaml': yaml }, '/openapi.yaml', common],
    ['in a folder of its own', '/app/', { '/app/openapi.json': found, '/openapi.json': jsonAnswer({}) }, '/app/openapi.json', 'ROOT/app/ is no document'],
    ['although other JSON is there', '/', { '/': jsonAnswer({ hello: 'world' }), '/openapi.json': jsonAnswer({ error: 'no' }), '/swagger.json': found }, '/swagger.json', common],
    ['by a Link header', '/', { '/': { ...jsonAnswer({}), headers: { link: '</spec>; rel="service-desc"; type="application/json"' } }, '/spec': found }, '/spec', 'the Link header of ROOT/ names it'],
    ['by a link of a page', '/', { '/': page("<link href='/spec?v=1&amp;x=2' rel='service-desc'>"), '/spec?v=1&x=2': found }, '/spec', named],
    ['by Swagger UI', '/docs', { '/docs': page(`<script>const ui = SwaggerUIBundle({ url: '/deep/openapi.json', dom_id: '#ui' })</script>`), '/deep/openapi.json': found }, '/deep/openapi.json', 'the page ROOT/docs names it'],
    ['by the first of the URLs of Swagger UI', '/', { '/': page('<script>SwaggerUIBundle({"urls":[{"url":"\\/a.json","name":"A"},{"url":"/b.json"}]})</script>'), '/a.json': found }, '/a.json', named],
    ['by the configuration of springdoc', '/swagger-ui/index.html', { '/swagger-ui/index.html': page('<script src="./swagger-initializer.js" charset="UTF-8"></script>'), '/swagger-ui/swagger-initializer.js': { body: 'window.ui = SwaggerUIBundle({ "configUrl" : "/docs/swagger-config" })' }, '/docs/swagger-config': jsonAnswer({ url: '/docs' }), '/docs': found }, '/docs', 'the page ROOT/swagger-ui/index.html names it'],
    ['by Redoc', '/', { '/': page('<redoc spec-url=spec.yaml></redoc>'), '/spec.yaml': yaml }, '/spec.yaml', named],
    ['by the script of Redoc', '/', { '/': page('<script>Redoc.init("/spec.yaml", {})</script>'), '/spec.yaml': yaml }, '/spec.yaml', named],
    ['at /api/spec.yaml, as of Jupyter', '/', { '/api/spec.yaml': yaml }, '/api/spec.yaml', common],
    ['at /api/docs, as of PowerDNS', '/', { '/api/docs': yaml }, '/api/docs', common],
    ['at /__api__, as of Kinto', '/v1/', { '/v1/': jsonAnswer({ url: 'http://elsewhere.example/v1/' }), '/v1/__api__': found }, '/v1/__api__', 'ROOT/v1/ is no document'],
    ['by what a page with Swagger UI fetches', '/', { '/': page('<div id="swagger-ui"></div><script>fetch("/definition.json")</script>'), '/definition.json': found }, '/definition.json', named],
    ['and not by the URLs of another page', '/', { '/': page('<script>const shop = { url: "http://elsewhere.example/buy" }</script>'), '/openapi.json': found }, '/openapi.json', common],
    ['by Scalar', '/', { '/': page('<script id="api-reference" data-url="/spec.json"></script>'), '/spec.json': found }, '/spec.json', named],
  ])('%s', async (_, given, answers, location, reason) => {
    await using website = await startWebsite(answers);
    const loaded = await loadDocument(website.url + given);
    expect(loaded).toMatchObject({
      source: expect.stringMatching(/^http/),
      document: { info: { title: 'Found' } },
      location: website.url + location,
    });
    const note = loaded.note?.replace('?REDACTED', '').replaceAll(website.url, 'ROOT');
    expect(note).toBe(`The document was read from ROOT${location}: ${reason}.`);
  });
});

describe('the search for a document', () => {
  it('does not begin where the document is', async () => {
    await using website = await startWebsite({ '/': found, '/a': yaml });
    for (const path of ['/', '/a']) {
      const loaded = await loadDocument(website.url + path);
      expect(loaded.note).toBeUndefined();
      expect(loaded.location).toBe(website.url + path);
    }
    expect(website.requests).toHaveLength(2);
  });

  it('does not begin for a file that is missing or no document', async () => {
    await using website = await startWebsite({ '/text.json': jsonAnswer({}), '/openapi.json': found });
    await expect(loadDocument(`${website.url}/missing.json`)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      message: `${website.url}/missing.json responded with 404.`,
    });
    await expect(loadDocument(`${website.url}/text.json`)).rejects.toMatchObject({ code: 'NOT_OPENAPI' });
    expect(website.requests).toHaveLength(2);
  });

  it('does not guess for a page that names no document', async () => {
    await using website = await startWebsite({ '/article': page('About'), '/openapi.json': found });
    await expect(loadDocument(`${website.url}/article`)).rejects.toMatchObject({
      message: `${website.url}/article is an HTML page, not an OpenAPI document.`,
    });
    expect(website.requests).toHaveLength(1);
  });

  it('leads to another origin only by a page, without the headers and the login of the document', async () => {
    await using other = await startWebsite({ '/spec.json': found });
    await using website = await startWebsite({
      '/': page(`<redoc spec-url="${other.url}/spec.json"></redoc>`),
    });
    const loaded = await loadDocument(website.url.replace('//', '//ada:secret@'), {
      documentHeaders: { 'X-Key': 'secret' },
    });
    expect(loaded.note).toBe(
      `The document was read from ${other.url}/spec.json, on another origin: the page ${website.url}/ names it.`,
    );
    const [request] = other.requests;
    expect([request?.header('x-key'), request?.header('authorization')]).toEqual([undefined, undefined]);
    expect(website.requests[0]?.header('x-key')).toBe('secret');
  });

  it('has the login of the given URL at its own origin', async () => {
    await using website = await startWebsite({ '/openapi.json': found });
    const loaded = await loadDocument(website.url.replace('//', '//ada:secret@'));
    expect(website.requests.every((request) => request.header('authorization') === 'Basic YWRhOnNlY3JldA==')).toBe(true);
    expect(JSON.stringify(loaded)).not.toContain('secret@');
  }); // prettier-ignore

  it('ends after 30 requests, and names what was tried', async () => {
    const links = Array.from({ length: 40 }, (_, index) => `<redoc spec-url="/spec-${index}"></redoc>`);
    await using website = await startWebsite({ '/': page(links.join('')) });
    await expect(loadDocument(website.url)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      message: expect.stringMatching(
        /^\S+\/ is no OpenAPI document, and none was found at \S+\/spec-0 \(404\), .*\/spec-29 \(404\)\.$/,
      ),
      hint: 'Give the URL of the OpenAPI document itself.',
    });
    expect(website.requests).toHaveLength(31);
  });

  it('says that a page asks for a login', async () => {
    await using website = await startWebsite({ '/': page('<input type="password">') });
    await expect(loadDocument(website.url)).rejects.toMatchObject({
      message: `${website.url}/ is a login page, not an OpenAPI document.`,
    });
  });

  it('is announced by commands', async () => {
    await using website = await startWebsite({ '/openapi.json': found });
    const { out, code } = await runIn(['inspect', website.url]);
    expect(code).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      `The document was read from ${website.url}/openapi.json: ${website.url}/ is no document.`,
    );
    const validated = await runIn(['validate', website.url]);
    expect(validated.out + validated.error).toContain(`${website.url}/openapi.json`);
  });
});
