import { isShownType } from '../response/sniff-bytes.ts';
import { fileName, lastModified, statusLine } from '../response/response-meta.ts';
import { describeTruncations } from './describe-truncation.ts';
import { limitNotes } from './response-notes.ts';
import { truncateJson } from './truncate-json.ts';
import { truncateText } from './truncate-text.ts';
import { joinLines } from '../../http/field-lines.ts';
import type { CompletedCall } from '../operation-caller.ts';
import type { Content, ResourceContents } from '../protocol.ts';
import type { ResponseData } from '../response/read-response.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { OperationDescriptor } from '../../descriptor.ts';
import type { JsonObject } from '../../json/value.ts';
import type { Truncation } from './truncation.ts';

/** Both SDKs close a stdio connection at 10 MB, and base64 adds a third. */
const maxEmbeddedBytes = 6_000_000;
const maxReadChars = 4_000_000;

/** Returns the body of a response as MCP content. */
export function toContent(
  { operation, exchange: { request, response } }: CompletedCall,
  body: ResponseData,
  scheme: string,
): Content {
  if (body.kind === 'empty') return { type: 'text', text: describeEmpty(operation, response) };
  if (body.kind !== 'bytes') return { type: 'text', text: body.text };
  const { mediaType: mimeType } = body;
  if (body.data.length > maxEmbeddedBytes) return { type: 'text', text: tooLarge(body.data, mimeType) };
  const data = body.data.toString('base64');
  // Models refuse an image that is incomplete.
  if (isShownType(mimeType) && response.ending === 'complete')
    return { type: mimeType.startsWith('image/') ? 'image' : 'audio', data, mimeType };
  const [path = ''] = request.target.split('?');
  const uri = `${scheme}://api${path}${nameFragment(response)}`;
  return { type: 'resource', resource: { uri, mimeType, blob: data }, ...lastModified(response) };
}

/** Returns the body of a response as the contents of a resource. */
export function toReadContents(
  body: ResponseData,
  uri: string,
): { contents: ResourceContents; truncations: Truncation[] } {
  if (body.kind === 'empty') return { contents: { uri, text: '' }, truncations: [] };
  const { mediaType: mimeType } = body;
  if (body.kind === 'bytes') {
    const contents =
      body.data.length <= maxEmbeddedBytes
        ? { uri, mimeType, blob: body.data.toString('base64') }
        : { uri, mimeType: 'text/plain', text: tooLarge(body.data, mimeType) };
    return { contents, truncations: [] };
  }
  const { text, truncations } =
    body.kind === 'json'
      ? truncateJson(body.value, body.text, maxReadChars)
      : truncateText(body.text, maxReadChars, mimeType);
  return { contents: { uri, mimeType, text }, truncations };
}

/** Returns what `_meta` of a read says about the body. */
export function readMeta(response: HttpResponse, truncations: Truncation[]): JsonObject {
  const cut = [
    ...limitNotes(response),
    ...(truncations.length > 0 ? [describeTruncations(truncations)] : []),
  ].join('\n');
  return {
    ...(response.ending === 'complete' ? { size: response.body.length } : {}),
    ...lastModified(response).annotations,
    ...(cut === '' ? {} : { cut }),
  };
}

function tooLarge(data: Buffer, mediaType: string): string {
  return `${data.length} bytes of ${mediaType}: too many to pass on.`;
}

/** Returns the name of a file as a fragment, since clients look for a name at the end of the URI. */
function nameFragment(response: HttpResponse): string {
  const name = fileName(response);
  return name === undefined ? '' : `#${encodeURIComponent(name)}`;
}

/** Lists the headers after HEAD and OPTIONS, whose purpose they are (RFC 9110 §9.3.2, §9.3.7). */
function describeEmpty({ method }: OperationDescriptor, response: HttpResponse): string {
  const line = `${statusLine(response)}: no content`;
  if (method !== 'HEAD' && method !== 'OPTIONS') return line;
  const headers = Object.entries(response.headers)
    .filter(([name]) => !['connection', 'keep-alive', 'set-cookie', 'date'].includes(name))
    .map(([name, value]) => `${name}: ${joinLines(value)}`);
  return [line, ...headers].join('\n');
}
