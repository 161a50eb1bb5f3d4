import { documentOf, type BodySource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { MultipartRow, RefusedBodyRow } from './body.ts';
import { boolean, integer, integersByName, number, open, text, texts } from './rows.ts';

const type = 'multipart/form-data';
const mixed = 'multipart/mixed';
const named = 'RFC 7578 §4.2';
const defaults = 'OpenAPI 3.1.1 §4.8.15.1 (default contentType)';
const perItem = 'RFC 7578 §4.3, OpenAPI 3.1.1 §4.8.15.3';
const escaped = 'HTML §4.10.22.7 (names are escaped, nothing else), RFC 7578 §5.1';
const contentType = 'OpenAPI 3.1.1 §4.8.15.1 contentType';
const wholeProperty =
  'OpenAPI 3.0.3 §4.7.15.1, 3.1.0 §4.8.15.1 contentType (“for encoding a specific property”)';
const ownText = 'OpenAPI 3.1.1 §4.4.2 (contentMediaType: the text is the document)';
const styles = 'OpenAPI 3.1.1 §4.8.15.1 style, appendix C (no percent-encoding)';
const positions = 'OpenAPI 3.2.0 §4.14.5.2';
const headers = 'OpenAPI 3.1.1 §4.8.15.1 headers';
const namedInMixed = 'OpenAPI 3.1.1 §4.8.15.3 (form-data with a name in other multipart types)';

/** The beginning of a PNG image. */
const png = 'iVBORw0KGgo=';
const pngBytes = '\x89PNG\r\n\x1a\n';
export const binary = { type: 'string', format: 'binary' };

/** Returns a multipart form with one property. */
function form(schema: JsonObject, encoding?: JsonObject, name = 'file', mediaType = type): BodySource {
  return {
    mediaType,
    schema: { type: 'object', properties: { [name]: schema } },
    ...(encoding && { media: { encoding: { [name]: encoding } } }),
  };
}

/** Returns a multipart list. */
function list(schema: JsonObject, media: JsonObject = {}): BodySource {
  return { mediaType: mixed, schema: { type: 'array', ...schema }, media };
}

/** Returns a part from its header lines and its data. Bytes that are not text are written as Latin-1. */
export function part(lines: string[], data: string, charset: 'utf8' | 'latin1' = 'utf8'): Buffer {
  return Buffer.concat([Buffer.from(`${[...lines, ''].join('\r\n')}\r\n`), Buffer.from(data, charset)]);
}

function field(name: string, data: string): Buffer {
  return part([`Content-Disposition: form-data; name="${name}"`], data);
}

function json(name: string, data: string): Buffer {
  return part([`Content-Disposition: form-data; name="${name}"`, 'Content-Type: application/json'], data);
}

function file(name: string, filename: string, mediaType: string, data: string): Buffer {
  const disposition = `Content-Disposition: form-data; name="${name}"; filename="${filename}"`;
  return part([disposition, `Content-Type: ${mediaType}`], data, 'latin1');
}

function row(
  title: string,
  body: BodySource,
  value: Json,
  parts: (string | Buffer)[],
  source: string,
  args: JsonObject = {},
): MultipartRow {
  return { title, body, value, parts, source, args };
}

const anything: BodySource = { mediaType: type, schema: { type: 'object', additionalProperties: true } };
const octets = 'application/octet-stream';

// prettier-ignore
export const multipartRows: MultipartRow[] = [
  row('text', form(text, undefined, 'a'), { a: 'x' }, [field('a', 'x')], named),
  row('properties keep the order of the argument', anything, { z: '1', a: '2' }, [field('z', '1'), field('a', '2')], named),
  row('numbers and booleans', { mediaType: type, schema: { type: 'object', properties: { a: integer, b: number, c: boolean } } }, { a: 1, b: -0.5, c: false }, [field('a', '1'), field('b', '-0.5'), field('c', 'false')], defaults),
  row('a 64-bit integer given as text', form(integer, undefined, 'a'), { a: '9223372036854775807' }, [field('a', '9223372036854775807')], 'design: Arguments'),
  row('empty text', anything, { a: '' }, [field('a', '')], named),
  row('Unicode as UTF-8', anything, { a: 'é日🎈' }, [field('a', 'é日🎈')], 'RFC 7578 §5.1'),
  row('values are not escaped', anything, { a: 'b&c="d"\r\n%20 --' }, [field('a', 'b&c="d"\r\n%20 --')], 'OpenAPI 3.1.1 appendix E (form-data needs no percent-encoding)'),
  row('line breaks stay what they are', anything, { a: 'x\ny' }, [field('a', 'x\ny')], 'RFC 7578 §4.2 (any data)'),
  row('null is left out', anything, { a: null, b: 'x' }, [field('b', 'x')], 'OpenAPI 3.1.1 §4.8.15.1'),
  row('nothing at all', anything, {}, [], 'RFC 2046 §5.1.1'),
  row('a name with quotes', anything, { 'a"b': 'x' }, [field('a%22b', 'x')], escaped),
  row('a name with line breaks', anything, { 'a\r\nb\nc': 'x' }, [field('a%0D%0Ab%0Ac', 'x')], escaped),
  row('a name that looks like a header', anything, { 'a"\r\nX-Evil: 1\r\n\r\n': 'x' }, [field('a%22%0D%0AX-Evil: 1%0D%0A%0D%0A', 'x')], escaped),
  row('a name beyond ASCII', anything, { 'é[日]': 'x' }, [field('é[日]', 'x')], escaped),
  row('a name with a backslash and a percent sign', anything, { 'a\\b%22': 'x' }, [field('a\\b%22', 'x')], escaped),
  row('keys of Object.prototype', anything, JSON.parse('{"__proto__":"a","constructor":"b"}') as JsonObject, [field('__proto__', 'a'), field('constructor', 'b')], named),

  row('object: JSON', form(open, undefined, 'a'), { a: { b: [1, null] } }, [json('a', '{"b":[1,null]}')], defaults),
  row('array: one part an item', form(texts, undefined, 'a'), { a: ['x', 'y'] }, [field('a', 'x'), field('a', 'y')], perItem),
  row('array of objects: each as JSON', form({ type: 'array', items: open }, undefined, 'a'), { a: [{ b: 1 }, {}] }, [json('a', '{"b":1}'), json('a', '{}')], perItem),
  row('array of arrays: each as JSON', form({ type: 'array' }, undefined, 'a'), { a: [[1], []] }, [json('a', '[1]'), json('a', '[]')], 'OpenAPI 3.2.0 §4.15.1.1'),
  row('empty array: nothing', form(texts, undefined, 'a'), { a: [] }, [], perItem),

  row('contentType application/json', form(text, { contentType: 'application/json' }, 'a'), { a: 'x' }, [json('a', '"x"')], contentType),
  row('contentType with parameters', form(open, { contentType: 'application/json; charset=utf-8' }, 'a'), { a: {} }, [part(['Content-Disposition: form-data; name="a"', 'Content-Type: application/json; charset=utf-8'], '{}')], contentType),
  ...['3.0.4', '3.1.1', '3.2.0'].map((openapi) => ({ ...row(`contentType application/json of a list, in ${openapi}: each item`, form({ type: 'array', items: text }, { contentType: 'application/json' }, 'a'), { a: ['x', 'y'] }, [json('a', '"x"'), json('a', '"y"')], 'OpenAPI 3.2.0 §4.14.5.1, 3.0.4 §4.7.15, 3.1.1 §4.8.15.3.2'), openapi })),
  ...['3.0.0', '3.0.3', '3.1.0'].map((openapi) => ({ ...row(`contentType application/json of a list, in ${openapi}: the whole`, form({ type: 'array', items: text }, { contentType: 'application/json' }, 'a'), { a: ['x', 'y'] }, [json('a', '["x","y"]')], wholeProperty), openapi })),
  row('contentType application/json of a list of objects', form({ type: 'array', items: open }, { contentType: 'application/json' }, 'a'), { a: [{ b: 1 }] }, [json('a', '[{"b":1}]')], wholeProperty),
  row('contentType of vendor JSON of a list', form({ type: ['array', 'null'], items: text }, { contentType: 'application/vnd.a+json' }, 'a'), { a: [] }, [part(['Content-Disposition: form-data; name="a"', 'Content-Type: application/vnd.a+json'], '[]')], wholeProperty),
  row('contentType application/json of an optional list that is null', form({ type: ['array', 'null'], items: text }, { contentType: 'application/json' }, 'a'), { a: null }, [], 'OpenAPI 3.1.1 §4.8.15.1'),
  row('contentType text/plain of a list: each item', form(texts, { contentType: 'text/plain' }, 'a'), { a: ['x', 'y'] }, ['x', 'y'].map((data) => part(['Content-Disposition: form-data; name="a"', 'Content-Type: text/plain'], data)), perItem),
  row('text of JSON: contentMediaType', form({ ...text, contentMediaType: 'application/json' }, undefined, 'a'), { a: '{"b": 1}' }, [json('a', '{"b": 1}')], ownText),
  row('text of JSON: contentMediaType and contentType', form({ ...text, contentMediaType: 'application/json' }, { contentType: 'application/json' }, 'a'), { a: '{"b": 1}' }, [json('a', '{"b": 1}')], ownText),
  row('text of JSON: contentMediaType of a nullable one', form({ type: ['string', 'null'], contentMediaType: 'application/json' }, undefined, 'a'), { a: '[1]' }, [json('a', '[1]')], ownText),
  row('text of JSON: contentMediaType without a type', form({ contentMediaType: 'application/json' }, undefined, 'a'), { a: '[1]' }, [json('a', '[1]')], ownText),
  row('text of JSON: format json', form({ ...text, format: 'json' }, undefined, 'a'), { a: '{"b": 1}' }, [field('a', '{"b": 1}')], defaults),
  row('text of JSON: format json and contentType', form({ ...text, format: 'json' }, { contentType: 'application/json' }, 'a'), { a: '{"b": 1}' }, [json('a', '{"b": 1}')], ownText),
  row('text of JSON: format json-string and contentType', form({ ...text, format: 'json-string' }, { contentType: 'application/json' }, 'a'), { a: '"x"' }, [json('a', '"x"')], ownText),
  row('text of JSON: format json and a list', form({ type: 'array', items: { ...text, format: 'json' } }, { contentType: 'application/json' }, 'a'), { a: ['1', '{}'] }, [json('a', '1'), json('a', '{}')], ownText),
  row('text of JSON: the media type as format', form({ ...text, format: 'application/json' }, undefined, 'a'), { a: '[1]' }, [json('a', '[1]')], ownText),
  row('text of JSON: encoded text is bytes', form({ ...text, contentMediaType: 'application/json', contentEncoding: 'base64' }, undefined, 'a'), { a: 'e30=' }, [part(['Content-Disposition: form-data; name="a"', 'Content-Type: application/json', 'Content-Transfer-Encoding: base64'], 'e30=')], 'OpenAPI 3.1.1 §4.8.15.3 (contentEncoding)'),
  row('an object of JSON is written, whatever its format', form({ type: 'object', format: 'json' }, { contentType: 'application/json' }, 'a'), { a: { b: 1 } }, [json('a', '{"b":1}')], contentType),
  row('contentType text/plain', form(text, { contentType: 'text/plain' }, 'a'), { a: 'x' }, [part(['Content-Disposition: form-data; name="a"', 'Content-Type: text/plain'], 'x')], contentType),
  row('contentType text/csv', form(text, { contentType: 'text/csv' }, 'a'), { a: 'b,c' }, [part(['Content-Disposition: form-data; name="a"', 'Content-Type: text/csv'], 'b,c')], contentType),
  row('contentType in another charset', form(text, { contentType: 'text/plain; charset=iso-8859-1' }, 'a'), { a: 'é' }, [part(['Content-Disposition: form-data; name="a"', 'Content-Type: text/plain; charset=iso-8859-1'], 'é', 'latin1')], contentType),
  row('contentType application/xml of an object', form({ type: 'object', xml: { name: 'p' }, properties: { id: { type: 'integer', xml: { attribute: true } } } }, { contentType: 'application/xml; charset=utf-8' }, 'a'), { a: { id: 1, b: 'x' } }, [part(['Content-Disposition: form-data; name="a"', 'Content-Type: application/xml; charset=utf-8'], '<p id="1"><b>x</b></p>')], 'OpenAPI 3.1.1 §4.8.15.3.2'),
  { ...row('contentType application/xml of items', form({ type: 'array', items: { $ref: '#/components/schemas/Address' } }, { contentType: 'application/xml' }, 'a'), { a: [{ city: 'x' }, { city: 'y' }] }, ['x', 'y'].map((city) => part(['Content-Disposition: form-data; name="a"', 'Content-Type: application/xml'], `<Address><city>${city}</city></Address>`)), 'OpenAPI 3.1.1 §4.8.15.3.2'), schemas: { Address: { type: 'object', properties: { city: text } } } },
  row('contentType form', form(open, { contentType: 'application/x-www-form-urlencoded' }, 'a'), { a: { b: 'c d' } }, [part(['Content-Disposition: form-data; name="a"', 'Content-Type: application/x-www-form-urlencoded'], 'b=c+d')], contentType),
  row('contentType NDJSON, a list in one part by position', list({ prefixItems: [{ type: 'array' }] }, { prefixEncoding: [{ contentType: 'application/x-ndjson' }] }), [[1, 2]], [part(['Content-Type: application/x-ndjson'], '1\n2\n')], positions),

  row('header with a const', form(text, { headers: { 'X-A': { schema: { type: 'string', const: 'b' } } } }, 'a'), { a: 'x' }, [part(['Content-Disposition: form-data; name="a"', 'X-A: b'], 'x')], headers),
  row('header with a default', form(text, { headers: { 'X-A': { schema: { type: 'integer', default: 5 } } } }, 'a'), { a: 'x' }, [part(['Content-Disposition: form-data; name="a"', 'X-A: 5'], 'x')], headers),
  row('header with one value in its enum', form(text, { headers: { 'X-A': { schema: { enum: ['b'] } } } }, 'a'), { a: 'x' }, [part(['Content-Disposition: form-data; name="a"', 'X-A: b'], 'x')], headers),
  row('header with an example', form(text, { headers: { 'X-A': { schema: { type: 'string' }, example: 'b' } } }, 'a'), { a: 'x' }, [part(['Content-Disposition: form-data; name="a"', 'X-A: b'], 'x')], headers),
  row('header by content', form(text, { headers: { 'Content-Location': { content: { 'text/plain': { schema: { const: 'https://a.example/' } } } } } }, 'a'), { a: 'x' }, [part(['Content-Disposition: form-data; name="a"', 'Content-Location: https://a.example/'], 'x')], headers),
  row('header that would be two', form(text, { headers: { 'X-A': { schema: { const: 'b\r\nX-Evil: 1' } }, 'X B': { schema: { const: 'c' } } } }, 'a'), { a: 'x' }, [field('a', 'x')], 'RFC 9110 §5.1, §5.5'),
  row('header with no value of its own', form(text, { headers: { 'X-A': { schema: { type: 'integer' } } } }, 'a'), { a: 'x' }, [field('a', 'x')], headers),
  row('header Content-Type is described elsewhere', form(text, { headers: { 'Content-Type': { schema: { const: 'text/csv' } } } }, 'a'), { a: 'x' }, [field('a', 'x')], headers),
  row('header Content-Disposition of the document’s own', form(binary, { headers: { 'Content-Disposition': { schema: { const: 'form-data; name="f"; filename="g"' } } } }), { file: png }, [part([`Content-Type: ${octets}`, 'Content-Disposition: form-data; name="f"; filename="g"'], pngBytes, 'latin1')], 'OpenAPI 3.1.0 §4.8.15.1 headers (“for example Content-Disposition”)'),

  row('style form, array, exploded', form(texts, { style: 'form', explode: true }, 'a'), { a: ['x', 'y'] }, [field('a', 'x'), field('a', 'y')], styles),
  row('style form, array', form(texts, { style: 'form', explode: false }, 'a'), { a: ['x y', 'z'] }, [field('a', 'x y,z')], styles),
  row('style pipeDelimited', form(texts, { style: 'pipeDelimited', explode: false }, 'a'), { a: ['x', 'y'] }, [field('a', 'x|y')], styles),
  row('style spaceDelimited', form(texts, { style: 'spaceDelimited', explode: false }, 'a'), { a: ['x', 'y'] }, [field('a', 'x y')], styles),
  row('style form, object, exploded', form(integersByName, { style: 'form', explode: true }, 'a'), { a: { R: 1, G: 2 } }, [field('R', '1'), field('G', '2')], styles),
  row('style deepObject', form(integersByName, { style: 'deepObject', explode: true }, 'a'), { a: { 'R"': 1, é: 2 } }, [field('a[R%22]', '1'), field('a[é]', '2')], styles),
  row('allowReserved has no effect', form(text, { allowReserved: true }, 'a'), { a: 'b%20c d' }, [field('a', 'b%20c d')], 'OpenAPI 3.2.0 §4.15.1.2'),
  row('a style has no say on files', form(binary, { style: 'form' }), { file: png }, [file('file', 'file', octets, pngBytes)], 'OpenAPI 3.0.4 §4.7.15.1 style (ignored in multipart)'),
];

const multipleFiles = 'OpenAPI 3.1.1 §4.8.15.3.3, RFC 7578 §4.3';
const bytesOf = 'OpenAPI 3.1.1 §4.4.2, §4.8.15.1';
const dataUrl = 'RFC 2397, design: Arguments';

// prettier-ignore
export const fileRows: MultipartRow[] = [
  row('format binary', form(binary), { file: png }, [file('file', 'file', octets, pngBytes)], 'OpenAPI 3.0.4 §4.7.15.1, RFC 7578 §4.2 (a file has a filename)'),
  row('no type at all', form({}), { file: png }, [file('file', 'file', octets, pngBytes)], bytesOf),
  row('contentMediaType', form({ contentMediaType: 'image/png' }), { file: png }, [file('file', 'file.png', 'image/png', pngBytes)], bytesOf),
  row('contentMediaType beside a type', form({ type: 'string', contentMediaType: octets }), { file: png }, [file('file', 'file', octets, pngBytes)], 'practice: what FastAPI writes'),
  row('a media type as format', form({ ...text, format: 'text/csv' }), { file: 'data:text/csv;base64,YSxiCjEsMgo=' }, [file('file', 'file.csv', 'text/csv', 'a,b\n1,2\n')], 'practice: Superset'),
  row('a media type as format, given as text', form({ ...text, format: 'text/csv' }), { file: 'a,b\n1,2\n' }, [file('file', 'file.csv', 'text/csv', 'a,b\n1,2\n')], 'practice: Superset'),
  row('a media type of bytes as format', form({ ...text, format: 'image/png' }), { file: png }, [file('file', 'file.png', 'image/png', pngBytes)], 'practice: Superset'),
  row('a media type as format of items', form({ type: 'array', items: { ...text, format: 'text/csv' } }), { file: ['a,b\n', 'data:,c'] }, [file('file', 'file.csv', 'text/csv', 'a,b\n'), file('file', 'file.csv', 'text/csv', 'c')], multipleFiles),
  row('text with a contentType: a data: URL', form(text, { contentType: 'text/csv' }), { file: 'data:text/csv,a%0A' }, [file('file', 'file.csv', 'text/csv', 'a\n')], dataUrl),
  row('text with a contentType: text', form(text, { contentType: 'text/csv' }), { file: 'aGk=' }, [part(['Content-Disposition: form-data; name="file"', 'Content-Type: text/csv'], 'aGk=')], contentType),
  row('text with a contentMediaType: a data: URL', form({ ...text, contentMediaType: 'text/csv' }, undefined, 'a'), { a: 'data:text/csv;base64,YSxi' }, [file('a', 'a.csv', 'text/csv', 'a,b')], dataUrl),
  row('text with a contentMediaType: text', form({ ...text, contentMediaType: 'text/csv' }, undefined, 'a'), { a: 'a,b' }, [field('a', 'a,b')], ownText),
  row('other text is no file: a data: URL', form(text, undefined, 'icon_url'), { icon_url: 'data:image/png;base64,AA==' }, [field('icon_url', 'data:image/png;base64,AA==')], 'the text may be any URL'),
  row('nullable', form({ type: ['string', 'null'], format: 'binary' }), { file: png }, [file('file', 'file', octets, pngBytes)], bytesOf),
  row('behind a union with null', form({ anyOf: [binary, { type: 'null' }] }), { file: png }, [file('file', 'file', octets, pngBytes)], bytesOf),
  { ...row('behind references', { mediaType: type, schema: { $ref: '#/components/schemas/Upload' } }, { file: png }, [file('file', 'file', octets, pngBytes)], bytesOf), schemas: { Upload: { allOf: [{ $ref: '#/components/schemas/Base' }] }, Base: { type: 'object', properties: { file: { $ref: '#/components/schemas/File' } } }, File: binary } },
  { ...row('of OpenAPI 3.0', form(binary), { file: png }, [file('file', 'file', octets, pngBytes)], 'OpenAPI 3.0.4 §4.7.15.1'), openapi: '3.0.3' },
  row('contentType image/png', form(binary, { contentType: 'image/png' }), { file: png }, [file('file', 'file.png', 'image/png', pngBytes)], contentType),
  row('contentType of a string: bytes all the same', form(text, { contentType: 'image/png' }), { file: png }, [file('file', 'file.png', 'image/png', pngBytes)], contentType),
  row('contentType of several: the first', form({}, { contentType: 'image/png, image/jpeg' }), { file: png }, [file('file', 'file.png', 'image/png', pngBytes)], 'OpenAPI 3.1.1 §4.8.15.3.2'),
  row('contentType of several: the caller’s', form({}, { contentType: 'image/png, image/jpeg' }), { file: `data:image/jpeg;base64,${png}` }, [file('file', 'file.jpg', 'image/jpeg', pngBytes)], 'OpenAPI 3.2.0 §4.15.4.1'),
  row('contentType of several: by the file’s name', form({}, { contentType: 'image/png, image/jpeg' }), { file: png }, [file('file', 'a.JPG', 'image/jpeg', pngBytes)], 'OpenAPI 3.2.0 §4.15.4.1', { bodyFilename: 'a.JPG' }),
  row('contentType of several: not one that is none of them', form({}, { contentType: 'image/png, image/jpeg' }), { file: `data:image/gif;base64,${png}` }, [file('file', 'file.png', 'image/png', pngBytes)], contentType),
  row('contentType image/*', form({}, { contentType: 'image/*' }), { file: `data:image/webp;base64,${png}` }, [file('file', 'file.webp', 'image/webp', pngBytes)], contentType),
  row('contentType image/* and nothing more', form({}, { contentType: 'image/*' }), { file: png }, [file('file', 'file', octets, pngBytes)], contentType),
  row('header beside a file', form({}, { contentType: 'image/png', headers: { 'X-Rate-Limit-Limit': { schema: { type: 'integer', const: 5 } } } }), { file: png }, [part(['Content-Disposition: form-data; name="file"; filename="file.png"', 'Content-Type: image/png', 'X-Rate-Limit-Limit: 5'], pngBytes, 'latin1')], 'OpenAPI 3.1.1 §4.8.15.3.2'),
  row('fields beside a file', { mediaType: type, schema: { type: 'object', properties: { id: text, file: binary, meta: open } } }, { id: 'x', file: png, meta: { a: 1 } }, [field('id', 'x'), file('file', 'file', octets, pngBytes), json('meta', '{"a":1}')], defaults),

  row('bodyFilename', form(binary), { file: png }, [file('file', 'cat.png', octets, pngBytes)], 'RFC 7578 §4.2', { bodyFilename: 'cat.png' }),
  row('bodyFilename with quotes and line breaks', form(binary), { file: png }, [file('file', 'a%22b%0D%0Ac.png', octets, pngBytes)], escaped, { bodyFilename: 'a"b\r\nc.png' }),
  row('bodyFilename beyond ASCII', form(binary), { file: png }, [part(['Content-Disposition: form-data; name="file"; filename="naïve 日.png"', `Content-Type: ${octets}`], pngBytes, 'latin1')], 'RFC 7578 §4.2 (no filename*), §5.1', { bodyFilename: 'naïve 日.png' }),
  row('data: URL', form(binary), { file: `data:image/png;base64,${png}` }, [file('file', 'file.png', 'image/png', pngBytes)], dataUrl),
  { ...row('data: URL, before OpenAPI 3.1', form(binary), { file: `data:image/png;base64,${png}` }, [file('file', 'file.png', 'image/png', pngBytes)], dataUrl), openapi: '3.0.3' },
  row('data: URL with a name', form(binary), { file: `data:image/png;name=cat.png;base64,${png}` }, [file('file', 'cat.png', 'image/png', pngBytes)], dataUrl),
  row('data: URL with a filename, percent-encoded', form(binary), { file: `data:image/png;filename=my%20cat%3B.png;base64,${png}` }, [file('file', 'my cat;.png', 'image/png', pngBytes)], dataUrl),
  row('data: URL with a quoted name', form(binary), { file: `data:image/png;name="a;b,c.png";base64,${png}` }, [file('file', 'a;b,c.png', 'image/png', pngBytes)], dataUrl),
  row('data: URL, its name wins over bodyFilename', form(binary), { file: `data:;name=a.bin;base64,${png}` }, [file('file', 'a.bin', octets, pngBytes)], dataUrl, { bodyFilename: 'b.bin' }),
  row('data: URL with a charset', form(binary), { file: 'data:text/plain;charset=utf-8,a%20%C3%A9' }, [file('file', 'file.txt', 'text/plain;charset=utf-8', 'a \xc3\xa9')], dataUrl),
  row('data: URL whose type would be a header', form(binary), { file: `data:image/png\r\nX-Evil: 1;base64,${png}` }, [file('file', 'file', octets, pngBytes)], 'RFC 9110 §8.3.1 (no media type)'),
  row('data: URL without a type', form(binary), { file: 'data:,hi' }, [file('file', 'file', octets, 'hi')], dataUrl),
  row('data: URL without data', form(binary), { file: 'data:,' }, [file('file', 'file', octets, '')], dataUrl),
  row('empty file', form(binary), { file: '' }, [file('file', 'file', octets, '')], 'RFC 4648 §10'),
  row('base64 without padding', form(binary), { file: 'iVBORw0KGgo' }, [file('file', 'file', octets, pngBytes)], 'RFC 4648 §3.2'),
  row('base64 with line breaks', form(binary), { file: 'iVBO\r\nRw0K\nGgo=\n' }, [file('file', 'file', octets, pngBytes)], 'RFC 2045 §6.8'),
  row('base64url', form(binary), { file: '-_8' }, [file('file', 'file', octets, '\xfb\xff')], 'RFC 4648 §5'),
  row('bytes that look like a boundary', form(binary), { file: Buffer.from('\r\n--openapi-mcp-\r\n').toString('base64') }, [file('file', 'file', octets, '\r\n--openapi-mcp-\r\n')], 'RFC 2046 §5.1.1'),
  row('every byte', form(binary), { file: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64') }, [file('file', 'file', octets, Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join(''))], 'RFC 7578 §4.7 (no transfer encoding)'),

  row('list of files', form({ type: 'array', items: binary }), { file: [png, `data:image/gif;name=b.gif;base64,aGk=`] }, [file('file', 'file', octets, pngBytes), file('file', 'b.gif', 'image/gif', 'hi')], multipleFiles),
  row('list of files without a type', form({ type: 'array', items: {} }), { file: [png] }, [file('file', 'file', octets, pngBytes)], multipleFiles),
  row('list of files with a contentType', form({ type: 'array', items: {} }, { contentType: 'image/png' }), { file: [png, png] }, [file('file', 'file.png', 'image/png', pngBytes), file('file', 'file.png', 'image/png', pngBytes)], multipleFiles),
  row('a file or a list of files', form({ anyOf: [binary, { type: 'array', items: binary }] }), { file: [png] }, [file('file', 'file', octets, pngBytes)], multipleFiles),
  row('files under any name', { mediaType: type, schema: { type: 'object', additionalProperties: binary } }, { a: png, b: 'aGk=' }, [file('a', 'a', octets, pngBytes), file('b', 'b', octets, 'hi')], bytesOf),
  row('a text file, given as text', form(binary, { contentType: 'text/vtt, text/plain' }), { file: 'WEBVTT é' }, [part(['Content-Disposition: form-data; name="file"; filename="file"', 'Content-Type: text/vtt'], 'WEBVTT é')], 'RFC 7578 §4.2 (a file has a filename)'),
  row('a text file, given as base64', form(binary, { contentType: 'text/csv' }), { file: 'YSxi' }, [file('file', 'file.csv', 'text/csv', 'a,b')], contentType),
  row('words that look like base64, in a list of anything', { ...form({ type: 'array', items: { title: 'Scope' } }) }, { file: ['balances', 'details'] }, [field('file', 'balances'), field('file', 'details')], 'design: nothing lost'),
  { ...row('words that look like base64, before OpenAPI 3.1', form({ type: 'array', items: {} }), { file: ['balances'] }, [field('file', 'balances')], 'OpenAPI 3.0.4 §4.7.15.1 (no row for schemas without a type)'), openapi: '3.0.3' },
  { ...row('a data: URL, before OpenAPI 3.1', form({}), { file: 'data:,test' }, [file('file', 'file', octets, 'test')], dataUrl), openapi: '3.0.3' },
  row('text or anything: text', form({ anyOf: [{}, text] }), { file: 'test' }, [field('file', 'test')], 'design: nothing lost'),
  row('a file that is declared as text', form(text), { file: `data:application/pdf;name=a.pdf;base64,aGk=` }, [file('file', 'a.pdf', 'application/pdf', 'hi')], 'practice: Stripe'),
  row('text in place of a file that is declared as text', form(text), { file: 'test' }, [field('file', 'test')], named),
  row('a data: URL in a field that is no file', form(text, undefined, 'image_url'), { image_url: 'data:,x' }, [field('image_url', 'data:,x')], named),
  row('text where nothing says that it is a file', form({}), { file: 'hello, world' }, [field('file', 'hello, world')], 'design: nothing lost'),
  row('a number where nothing says that it is a file', form({}), { file: 5 }, [field('file', '5')], 'design: nothing lost'),
  row('text or a file: text', form({ oneOf: [text, binary] }), { file: 'test' }, [field('file', 'test')], 'design: nothing lost'),
  row('text or a file: a file', form({ oneOf: [text, binary] }), { file: 'data:,test' }, [file('file', 'file', octets, 'test')], dataUrl),
  row('a multipart type without a schema: text', { mediaType: type }, { a: 'test' }, [field('a', 'test')], 'OpenAPI 3.1.1 §4.8.14 schema'),
  row('a multipart type without a schema: a file', { mediaType: type }, { a: `data:image/png;name=a.png;base64,${png}` }, [file('a', 'a.png', 'image/png', pngBytes)], dataUrl),
  row('contentEncoding: encoded text that says so', form({ type: 'string', contentEncoding: 'base64' }), { file: png }, [part(['Content-Disposition: form-data; name="file"', `Content-Type: ${octets}`, 'Content-Transfer-Encoding: base64'], png)], 'OpenAPI 3.1.1 §4.8.15.3 (contentEncoding)'),
  row('contentEncoding with a contentType', form({ type: 'string', contentEncoding: 'base64' }, { contentType: 'image/png' }), { file: png }, [part(['Content-Disposition: form-data; name="file"', 'Content-Type: image/png', 'Content-Transfer-Encoding: base64'], png)], 'OpenAPI 3.1.1 §4.8.15.3 (contentEncoding)'),
  row('format byte', form({ type: 'string', format: 'byte' }), { file: png }, [part(['Content-Disposition: form-data; name="file"', `Content-Type: ${octets}`, 'Content-Transfer-Encoding: base64'], png)], 'OpenAPI 3.0.4 §4.7.15.3 (format byte)'),
  row('Content-Transfer-Encoding of the document’s own', form(binary, { headers: { 'Content-Transfer-Encoding': { schema: { const: 'base64' } } } }), { file: png }, [part(['Content-Disposition: form-data; name="file"', `Content-Type: ${octets}`, 'Content-Transfer-Encoding: base64'], png)], 'OpenAPI 3.1.1 §4.8.15.3 (contentEncoding)'),
];

// prettier-ignore
export const mixedRows: MultipartRow[] = [
  row('object: named parts', { mediaType: mixed, schema: { type: 'object', properties: { meta: open, file: binary } } }, { meta: { a: 1 }, file: png }, [json('meta', '{"a":1}'), file('file', 'file', octets, pngBytes)], namedInMixed),
  row('object: its encodings', { mediaType: mixed, schema: { type: 'object', properties: { meta: open, file: {} } }, media: { encoding: { file: { contentType: 'image/png' } } } }, { meta: {}, file: png }, [json('meta', '{}'), file('file', 'file.png', 'image/png', pngBytes)], namedInMixed),
  row('object: styles are for form-data only', form(texts, { style: 'form', explode: false }, 'a', mixed), { a: ['x', 'y'] }, [field('a', 'x'), field('a', 'y')], 'OpenAPI 3.1.1 §4.8.15.1 style'),
  row('related, its parameters kept', { mediaType: 'multipart/related; type=text/html', schema: { type: 'object', properties: { a: text } } }, { a: 'x' }, [field('a', 'x')], 'OpenAPI 3.1.1 §4.8.13 content, RFC 2387 §3'),
  row('list: unnamed parts in order', list({ prefixItems: [open, {}] }, { prefixEncoding: [{}, { contentType: 'image/*' }] }), [{ author: 'x' }, `data:image/png;base64,${png}`], [part(['Content-Type: application/json'], '{"author":"x"}'), part(['Content-Type: image/png'], pngBytes, 'latin1')], positions),
  row('list: itemEncoding', list({ items: {} }, { itemEncoding: { contentType: 'image/png' } }), [png, png], [part(['Content-Type: image/png'], pngBytes, 'latin1'), part(['Content-Type: image/png'], pngBytes, 'latin1')], positions),
  row('list: itemSchema', { mediaType: mixed, content: { [mixed]: { itemSchema: open } } }, [{ a: 1 }], [part(['Content-Type: application/json'], '{"a":1}')], 'OpenAPI 3.2.0 §4.14.3.1.1'),
  row('list: text', list({ items: text }), ['a', 'b'], [part([], 'a'), part([], 'b')], 'RFC 2046 §5.1.1 (no header: text)'),
  row('list: a named file', list({ items: {} }, { itemEncoding: { contentType: 'image/png' } }), [`data:image/png;name=a.png;base64,${png}`], [part(['Content-Disposition: attachment; filename="a.png"', 'Content-Type: image/png'], pngBytes, 'latin1')], 'RFC 2183 §2.3'),
  row('list: headers of a part', list({ items: text }, { prefixEncoding: [{ contentType: 'text/html', headers: { 'Content-Location': { content: { 'text/plain': { schema: { const: 'https://a.example/' } } } } } }] }), ['<p>'], [part(['Content-Type: text/html', 'Content-Location: https://a.example/'], '<p>')], positions),
  row('form-data as a list: names from the document', { mediaType: type, schema: { type: 'array', prefixItems: [text] }, media: { prefixEncoding: [{ headers: { 'Content-Disposition': { schema: { const: 'form-data; name="a"' } } } }] } }, ['x'], [field('a', 'x')], 'OpenAPI 3.2.0 §4.14.5.3'),
];

const bad = 'RFC 4648 §3.3';

// prettier-ignore
export const refusedMultipartRows: RefusedBodyRow[] = [
  { title: 'a stray character', body: form(binary), value: { file: 'iVBO*' }, names: 'body.file: must be base64 or a data: URL, but character 5 is "*"', source: bad },
  { title: 'a length that is not a whole number of bytes', body: form(binary), value: { file: 'iVBOR' }, names: 'body.file: must be base64 or a data: URL, but it has 5 characters', source: bad },
  { title: 'padding within', body: form(binary), value: { file: 'iV==BO' }, names: 'body.file: must be base64 or a data: URL, but it has padding in the middle', source: bad },
  { title: 'an item of a list', body: form({ type: 'array', items: binary }), value: { file: ['aGk=', '(no)'] }, names: 'body.file[1]: must be base64', source: bad },
  { title: 'a data: URL with broken base64', body: form(binary), value: { file: 'data:image/png;base64,iVBO!' }, names: 'body.file: is a data: URL whose base64 is broken: character 5 is "!"', source: bad },
  { title: 'a data: URL without a comma', body: form(binary), value: { file: 'data:image/png;base64' }, names: 'body.file: is a data: URL without a comma', source: 'RFC 2397 §3' },
  { title: 'a file: URL without permission to read files', body: form(binary), value: { file: 'file:///etc/passwd' }, names: 'body.file: is a file: URL, and this server reads no files', source: 'design: Arguments' },
  { title: 'a path', body: form(binary), value: { file: './cat.png' }, names: 'body.file: must be base64 or a data: URL, but character 1 is "."', source: bad },
  { title: 'a number for a file', body: form(binary), value: { file: 5 }, names: 'body.file: must be string', source: 'design: Arguments' },
  { title: 'text for a form', body: { mediaType: type }, value: 'a=b', names: 'body: must be object', source: named },
  { title: 'bodyFilename where there are two files', body: { mediaType: type, schema: { type: 'object', properties: { a: binary, b: binary } } }, value: { a: png }, args: { bodyFilename: 'x' }, names: 'bodyFilename', source: 'design: Arguments' },
  { title: 'bodyFilename where there is a list of files', body: form({ type: 'array', items: binary }), value: { file: [png] }, args: { bodyFilename: 'x' }, names: 'bodyFilename', source: 'design: Arguments' },
  { title: 'a character that the charset lacks', body: form(text, { contentType: 'text/plain; charset=us-ascii' }), value: { file: 'é' }, names: 'body.file: contains "é"', source: 'RFC 2046 §4.1.2' },
];

/** The nested multipart of OpenAPI 3.2.0 §4.15.4.10, with names for its parts. */
export const nested = documentOf({
  openapi: '3.2.0',
  method: 'post',
  body: list(
    {
      prefixItems: [
        { type: 'array' },
        {
          type: 'array',
          prefixItems: [{ type: 'object', xml: { name: 'o' } }, text, {}],
        },
      ],
    },
    {
      prefixEncoding: [
        {},
        {
          contentType: mixed,
          prefixEncoding: [{ contentType: 'application/xml' }, {}, { contentType: 'image/png' }],
        },
      ],
    },
  ),
});
