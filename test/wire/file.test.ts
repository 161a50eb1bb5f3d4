import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFilesBelow } from '../../src/index.ts';
import { callOnce, requestOf, textOf } from '../support/call.ts';
import { documentOf, type BodySource } from '../support/document.ts';
import type { RecordedRequest } from '../support/upstream.ts';
import { fileBodyRows, filePartRows, refusedFileRows } from './file.ts';
import { titled } from './rows.ts';
import type { Json } from '../../src/json/value.ts';

let base = '';
let folder = '';

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'openapi-mcp-files-'));
  folder = join(base, 'shared');
  await mkdir(join(folder, 'deep'), { recursive: true });
  await mkdir(join(base, 'shared-other'));
  await writeFile(join(folder, 'cat.png'), 'a cat');
  await writeFile(join(folder, 'deep', 'a.xyz'), 'deep');
  await writeFile(join(folder, 'deep', 'a.csv'), 'a,b');
  await writeFile(join(folder, 'a bé.txt'), 'spaced');
  await writeFile(join(base, 'secret.txt'), 'secret');
  await writeFile(join(base, 'shared-other', 'secret.txt'), 'secret');
  await symlink(join(folder, 'cat.png'), join(folder, 'inside.png'));
  await symlink(join(base, 'secret.txt'), join(folder, 'outside.txt'));
  await symlink(base, join(folder, 'out'));
  await symlink(folder, join(base, 'link'));
});

afterAll(() => rm(base, { recursive: true }));

function sendFile(body: BodySource, value: Json): Promise<RecordedRequest> {
  const options = { request: { readFile: readFilesBelow(folder) } };
  return requestOf(documentOf({ method: 'post', body }), { body: located(value) }, options);
}

/** Returns the value with the URL of the folder in place of `URL`. */
function located<Value extends Json>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll('URL', pathToFileURL(folder).href)) as Value;
}

describe('a file: URL', () => {
  it.each(titled(fileBodyRows))('%s', async (_, { body, value, contentType, data }) => {
    const request = await sendFile(body, value);
    expect(request.header('content-type')).toBe(contentType);
    expect(request.body.toString('utf8')).toBe(data);
  });

  it.each(titled(filePartRows))('%s', async (_, { body, value, filename, contentType, data }) => {
    const request = await sendFile(body, value);
    expect(request.body.toString('utf8')).toContain(
      `\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: ${contentType}\r\n\r\n${data}\r\n--`,
    );
  });

  it('may name the folder by a link to it', async () => {
    const readFile = readFilesBelow(join(base, 'link'));
    const viaLink = pathToFileURL(join(base, 'link', 'cat.png')).href;
    expect((await readFile(viaLink)).data.toString()).toBe('a cat');
    expect((await readFile(located('URL/cat.png'))).data.toString()).toBe('a cat');
  });
});

describe('a file: URL that is refused', () => {
  it.each(titled(refusedFileRows))('%s', async (_, { url, names }) => {
    const document = documentOf({ method: 'post', body: { mediaType: 'application/octet-stream' } });
    const { result, requests } = await callOnce(
      document,
      { body: located(url) },
      { request: { readFile: readFilesBelow(folder) } },
    );
    expect(requests.map(({ target }) => target)).toEqual([]);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain(names);
  });
});
