import { describe, expect, it } from 'vitest';
import { loadDocument } from '../../src/index.ts';
import { runCli } from '../support/cli.ts';
import { startUpstream } from '../support/upstream.ts';
import type { Upstream } from '../support/upstream.ts';

const documentHeaders = { Authorization: 'Bearer canary-of-document', 'X-Team': 'pets' };

function documentOf(reference: string): string {
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    paths: { '/pets': { $ref: reference } },
  });
}

const item = JSON.stringify({ get: { operationId: 'listPets', responses: {} } });

const sent = ({ requests }: Upstream): string[] =>
  requests.map(
    (request) =>
      `${request.target} ${request.header('authorization') ?? '-'} ${request.header('x-team') ?? '-'}`,
  );

describe('headers of the document', () => {
  it('are sent to its origin, also for what it refers to there', async () => {
    await using website = await startUpstream(({ target }) => ({
      body: target === '/openapi.json' ? documentOf('item.json') : item,
    }));
    await loadDocument(`${website.url}/openapi.json`, { documentHeaders });
    expect(sent(website)).toEqual([
      '/openapi.json Bearer canary-of-document pets',
      '/item.json Bearer canary-of-document pets',
    ]);
  });

  it('are sent to no other origin, neither by a reference nor by a redirect nor for an overlay', async () => {
    await using other = await startUpstream(({ target }) => ({
      body:
        target === '/item.json'
          ? item
          : target === '/overlay'
            ? '{"overlay":"1.0.0","actions":[{"target":"$","update":{}}]}'
            : documentOf(`${other.url}/item.json`),
    }));
    await using website = await startUpstream({ status: 302, headers: { location: `${other.url}/moved` } });
    const options = { documentHeaders, allowRemoteRefs: true, allowPrivateRefs: true };
    await loadDocument(`${website.url}/openapi.json`, { ...options, overlays: [`${other.url}/overlay`] });
    expect(sent(website)).toEqual(['/openapi.json Bearer canary-of-document pets']);
    expect(sent(other).toSorted()).toEqual(['/item.json - -', '/moved - -', '/overlay - -']);
  });

  it('come from flags and the environment, and are in no output', async () => {
    await using website = await startUpstream(({ target }) => ({
      body: target === '/openapi.json' ? documentOf('item.json') : item,
    }));
    const url = `${website.url}/openapi.json`;
    const flag = await runCli([
      'inspect',
      url,
      '--document-header',
      'Authorization: Bearer canary-of-document',
    ]);
    const variable = await runCli(['inspect', url], {
      env: { OPENAPI_MCP_DOCUMENT_HEADER: 'Authorization: Bearer canary-of-document' },
    });
    expect(sent(website).map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(
      Array.from({ length: 2 }, () => [
        '/openapi.json Bearer canary-of-document',
        '/item.json Bearer canary-of-document',
      ]).flat(),
    );
    const print = await runCli([
      'config',
      'print',
      '--document-header',
      'Authorization: Bearer canary-of-document',
    ]);
    const all = [flag, variable, print].map(({ stdout, stderr, code }) => `${code}${stdout}${stderr}`);
    expect(all.map((text) => text[0])).toEqual(['0', '0', '0']);
    expect(all.join('')).not.toContain('canary-of-document');
  });

  it('are named where the document needs a login', async () => {
    await using refused = await startUpstream({ status: 401 });
    await expect(loadDocument(refused.url)).rejects.toMatchObject({
      hint: expect.stringContaining('--document-header'),
    });
    await using page = await startUpstream({ body: '<!doctype html><html><input type="password"></html>' });
    await expect(loadDocument(page.url)).rejects.toMatchObject({
      message: `${page.url}/ is a login page, not an OpenAPI document.`,
      hint: expect.stringContaining('--document-header'),
    });
  });

  it('do not replace the login of a URL, which may be a password alone', async () => {
    await using website = await startUpstream(({ target }) => ({
      body: target === '/openapi.json' ? documentOf('item.json') : item,
    }));
    await loadDocument(`${website.url.replace('//', '//:p%40ss%@')}/openapi.json`);
    expect(sent(website)[0]).toBe(`/openapi.json Basic ${Buffer.from(':p%40ss%').toString('base64')} -`);
  });
});
