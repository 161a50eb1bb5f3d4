import { essence, isMediaType } from '../../src/http/media-type.ts';
import { parseMultipart } from '../../src/mock/parse-multipart.ts';
import { writeMultipart as writeResponse } from '../../src/mock/write-multipart.ts';
import { readResponse } from '../../src/runtime/response/read-response.ts';
import { writeContent } from '../../src/runtime/request/body/write-content.ts';
import { writeMultipart } from '../../src/runtime/request/body/write-multipart.ts';
import { expectSame, expectThat, linesOf, outcomeOf, stableOutcomeOf } from '../invariants.ts';

/** Parses a body, and writes and parses names and values: those of the lines after the first, which is the type. */
export async function fuzz(data: Buffer): Promise<void> {
  const [contentType = '', ...lines] = linesOf(data);
  const body = data.subarray(contentType.length + 1);
  await stableOutcomeOf(() => parseMultipart(contentType, body));
  await stableOutcomeOf(() => parseMultipart('multipart/form-data; boundary=x', body));
  await stableOutcomeOf(() => readResponse({ headers: { 'content-type': contentType }, body }));
  const texts = lines.map((line) => Buffer.from(line, 'latin1').toString('utf8'));
  const pairs = Object.entries(
    Object.fromEntries(texts.flatMap((name, at) => (at % 2 === 0 ? [[name, texts[at + 1] ?? '']] : []))),
  );
  await expectWritten(contentType, pairs);
  expectAnswered(pairs);
}

/** Throws unless a request has the names and values that it was written from, and no others. */
async function expectWritten(contentType: string, pairs: [string, string][]): Promise<void> {
  const isMultipart = isMediaType(contentType) && essence(contentType).startsWith('multipart/');
  const mediaType = isMultipart ? contentType : 'multipart/form-data';
  const written = await outcomeOf(() =>
    writeMultipart({ mediaType }, Object.fromEntries(pairs), { path: 'body' }, writeContent),
  );
  if (!('value' in written)) return;
  const parts = parseMultipart(written.value.contentType, Buffer.from(written.value.data));
  expectThat(typeof parts !== 'string', `Our own multipart is not read: ${String(parts)}`);
  const read = parts.map(({ name, data }) => [name, data.toString('utf8')]);
  expectSame(
    read,
    pairs.map(([name, value]) => [readable(name), value]),
    'A part changes',
  );
}

/** Throws unless a response of the mock has the names and values that it was written from. */
function expectAnswered(pairs: [string, string][]): void {
  const media = { mediaType: 'multipart/form-data', schema: {}, pointer: '' };
  const { mediaType, body } = writeResponse(media, Object.fromEntries(pairs), (part, value) => ({
    mediaType: part.mediaType,
    body: Buffer.from(String(value)),
  }));
  const parts = parseMultipart(mediaType, body);
  expectThat(typeof parts !== 'string', `The multipart of a mock is not read: ${String(parts)}`);
  expectSame(
    parts.map(({ data }) => data.toString('utf8')),
    pairs.map(([, value]) => value),
    'A value changes',
  );
}

/** Returns a name as it is read again: quotes and line breaks decoded, other characters that are escaped not. */
function readable(name: string): string {
  return name
    .replaceAll(/"|(?!\t)\p{Cc}|\\$/gu, encodeURIComponent)
    .replaceAll(/\\(["\\])/g, '$1')
    .replaceAll(/%22|%0D|%0A/gi, (escape) => decodeURIComponent(escape));
}
