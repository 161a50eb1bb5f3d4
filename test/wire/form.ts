import type { BodySource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import type { BodyRow, RefusedBodyRow } from './body.ts';
import { boolean, colors, integer, integers, integersByName, open, rgb, text, texts } from './rows.ts';

const type = 'application/x-www-form-urlencoded';
const whatwg = 'WHATWG URL §5.2, OpenAPI 3.2.0 §4.15.3';
const defaults = 'OpenAPI 3.1.1 §4.8.15.1 (default contentType)';
const perItem = 'OpenAPI 3.2.0 §4.14.5.1, WHATWG URL §5.2';
const styles = 'OpenAPI 3.1.1 §4.8.15.1 style, §4.8.12.4, appendix E (style-based: RFC 6570)';
const reserved = 'OpenAPI 3.1.1 §4.8.15.1 allowReserved, RFC 6570 §3.2.3';
const stripe = 'undefined in 3.1; as Stripe’s own clients write it';

/** Returns a form with one property. */
function form(schema: JsonObject, encoding?: JsonObject, name = 'color'): BodySource {
  return {
    mediaType: type,
    schema: { type: 'object', properties: { [name]: schema } },
    ...(encoding && { media: { encoding: { [name]: encoding } } }),
  };
}

function row(title: string, body: BodySource, value: Json, bytes: string, source: string): BodyRow {
  return { title, body, value, bytes, source };
}

const anything: BodySource = { mediaType: type, schema: open };
const deep = { style: 'deepObject', explode: true };

// prettier-ignore
export const formRows: BodyRow[] = [
  row('strings', anything, { a: 'x', b: 'y' }, 'a=x&b=y', whatwg),
  row('properties keep the order of the argument', anything, { z: '1', a: '2' }, 'z=1&a=2', whatwg),
  row('space is +', anything, { a: 'b c' }, 'a=b+c', whatwg),
  row('+ is encoded', anything, { a: '1+1' }, 'a=1%2B1', whatwg),
  row('delimiters are encoded', anything, { a: 'x&y=z;%' }, 'a=x%26y%3Dz%3B%25', whatwg),
  row('reserved characters are encoded', anything, { a: "/?#[]@!$'()," }, 'a=%2F%3F%23%5B%5D%40%21%24%27%28%29%2C', whatwg),
  row('unreserved of the form stay', anything, { a: 'aZ09*-._' }, 'a=aZ09*-._', 'WHATWG URL §1.3 (application/x-www-form-urlencoded percent-encode set)'),
  row('a tilde is encoded', anything, { a: '~' }, 'a=%7E', 'WHATWG URL §1.3 (application/x-www-form-urlencoded percent-encode set)'),
  row('Unicode as UTF-8', anything, { é: '日🎈' }, '%C3%A9=%E6%97%A5%F0%9F%8E%88', whatwg),
  row('line breaks stay what they are', anything, { a: 'x\ny\r\nz' }, 'a=x%0Ay%0D%0Az', whatwg),
  row('names are encoded', anything, { 'a b&c[]': 'x' }, 'a+b%26c%5B%5D=x', whatwg),
  row('numbers and booleans', anything, { a: 1, b: -0.5, c: true, d: false }, 'a=1&b=-0.5&c=true&d=false', 'OpenAPI 3.1.1 §4.8.15.1, appendix B'),
  row('empty string', anything, { a: '' }, 'a=', whatwg),
  row('null is left out', anything, { a: null, b: '1' }, 'b=1', 'RFC 6570 §2.3, OpenAPI 3.1.1 §4.8.15.1'),
  row('no property: an empty body', anything, {}, '', whatwg),
  row('text that looks like a template', anything, { a: '{b}$&' }, 'a=%7Bb%7D%24%26', whatwg),
  row('keys of Object.prototype', anything, JSON.parse('{"__proto__":"a","constructor":"b"}') as JsonObject, '__proto__=a&constructor=b', whatwg),
  row('a 64-bit integer given as text', form(integer), { color: '9223372036854775807' }, 'color=9223372036854775807', 'design: Arguments'),

  row('array: one field an item', form(texts), { color: colors }, 'color=blue&color=black&color=brown', perItem),
  row('array of numbers', form(integers), { color: [3, 0] }, 'color=3&color=0', perItem),
  row('array of booleans', form({ type: 'array', items: boolean }), { color: [true, false] }, 'color=true&color=false', perItem),
  row('array of objects: each as JSON', form({ type: 'array', items: open }), { color: [{ a: 1 }, {}] }, 'color=%7B%22a%22%3A1%7D&color=%7B%7D', perItem),
  row('array of arrays: each as JSON', form({ type: 'array', items: integers }), { color: [[1, 2], [3]] }, 'color=%5B1%2C2%5D&color=%5B3%5D', perItem),
  row('empty array: nothing', form(texts), { color: [] }, '', 'RFC 6570 §2.3'),
  row('null in an array: nothing', form({ type: 'array' }), { color: ['a', null] }, 'color=a', 'RFC 6570 §2.3'),
  row('object: JSON', form(open), { color: rgb }, 'color=%7B%22R%22%3A100%2C%22G%22%3A200%2C%22B%22%3A150%7D', defaults),
  {
    title: 'object: JSON, as the specification shows it',
    body: { mediaType: type, schema: { type: 'object', properties: { id: text, address: open } } },
    value: { id: 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6', address: { streetAddress: '123 Example Dr.', city: 'Somewhere', state: 'CA', zip: '99999+1234' } },
    bytes: 'id=f81d4fae-7dec-11d0-a765-00a0c91e6bf6&address=%7B%22streetAddress%22%3A%22123+Example+Dr.%22%2C%22city%22%3A%22Somewhere%22%2C%22state%22%3A%22CA%22%2C%22zip%22%3A%2299999%2B1234%22%7D',
    source: 'OpenAPI 3.2.0 §4.15.3.1',
  },
  row('contentType application/json: a string has quotes', form(text, { contentType: 'application/json' }, 'id'), { id: 'f81d4fae' }, 'id=%22f81d4fae%22', 'OpenAPI 3.2.0 §4.15.3.1'),
  row('contentType application/json: an object', form(open, { contentType: 'application/json' }), { color: { a: 'b c' } }, 'color=%7B%22a%22%3A%22b+c%22%7D', defaults),
  row('contentType application/json: a list, as a whole', form(texts, { contentType: 'application/json' }), { color: ['a', 'b'] }, 'color=%5B%22a%22%2C%22b%22%5D', 'OpenAPI 3.0.3 §4.7.15.1, 3.1.0 §4.8.15.1 contentType'),
  { ...row('contentType application/json: each item, in 3.2', form(texts, { contentType: 'application/json' }), { color: ['a', 'b'] }, 'color=%22a%22&color=%22b%22', 'OpenAPI 3.2.0 §4.14.5.1'), openapi: '3.2.0' },
  row('contentType application/json: text of JSON', form({ ...text, contentMediaType: 'application/json' }, { contentType: 'application/json' }), { color: '{"a": 1}' }, 'color=%7B%22a%22%3A+1%7D', 'OpenAPI 3.1.1 §4.4.2'),
  row('contentType text/plain', form(text, { contentType: 'text/plain' }), { color: 'a b' }, 'color=a+b', defaults),
  row('contentType application/xml', form({ type: 'object', xml: { name: 'c' } }, { contentType: 'application/xml' }), { color: { a: 1 } }, 'color=%3Cc%3E%3Ca%3E1%3C%2Fa%3E%3C%2Fc%3E', 'OpenAPI 3.1.1 §4.8.15.1 contentType, §4.8.26'),
  row('headers of an encoding are ignored', form(text, { headers: { 'X-A': { schema: { const: 'b' } } } }), { color: 'x' }, 'color=x', 'OpenAPI 3.1.1 §4.8.15.1 headers'),
  row('an encoding of no property is ignored', { mediaType: type, schema: { type: 'object', properties: { a: text } }, media: { encoding: { b: { style: 'form' } } } }, { a: 'x' }, 'a=x', 'OpenAPI 3.2.0 §4.14.5.1'),

  row('form, array, exploded', form(texts, { style: 'form', explode: true }), { color: colors }, 'color=blue&color=black&color=brown', styles),
  row('form, array', form(texts, { style: 'form', explode: false }), { color: colors }, 'color=blue,black,brown', styles),
  row('form, object, exploded', form(integersByName, { style: 'form', explode: true }), { color: rgb }, 'R=100&G=200&B=150', styles),
  row('form, object', form(integersByName, { style: 'form', explode: false }), { color: rgb }, 'color=R,100,G,200,B,150', styles),
  row('form: explode is on where only style is given', form(texts, { style: 'form' }), { color: ['a', 'b'] }, 'color=a&color=b', 'OpenAPI 3.1.1 §4.8.15.1 explode'),
  row('explode alone: the style is form', form(texts, { explode: false }), { color: ['a', 'b'] }, 'color=a,b', 'OpenAPI 3.1.1 §4.8.15.1 style'),
  row('spaceDelimited', form(texts, { style: 'spaceDelimited', explode: false }), { color: colors }, 'color=blue%20black%20brown', styles),
  row('pipeDelimited', form(texts, { style: 'pipeDelimited', explode: false }), { color: colors }, 'color=blue%7Cblack%7Cbrown', styles),
  row('a style wins over contentType', form(texts, { style: 'form', explode: false, contentType: 'application/json' }), { color: ['a', 'b'] }, 'color=a,b', 'OpenAPI 3.1.1 §4.8.15.1 style'),
  row('with a style a space is %20', form(text, { style: 'form' }), { color: 'a b' }, 'color=a%20b', 'OpenAPI 3.1.1 appendix E (RFC 6570 does not use +)'),
  row('with a style delimiters in items are encoded', form(texts, { style: 'form', explode: false }), { color: ['a,b', 'c'] }, 'color=a%2Cb,c', styles),
  row('with a style an empty array is nothing', form(texts, { style: 'form', explode: false }), { color: [] }, '', 'RFC 6570 §2.3'),

  row('deepObject', form(integersByName, deep), { color: rgb }, 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150', styles),
  row('deepObject, nested', form(open, deep, 'card'), { card: { owner: { name: 'A B' }, cvc: 1 } }, 'card%5Bowner%5D%5Bname%5D=A%20B&card%5Bcvc%5D=1', stripe),
  row('deepObject, list inside', form(open, deep, 'a'), { a: { tags: ['x', 'y'] } }, 'a%5Btags%5D%5B0%5D=x&a%5Btags%5D%5B1%5D=y', stripe),
  row('deepObject, a list', form(texts, deep, 'expand'), { expand: ['a', 'b'] }, 'expand%5B0%5D=a&expand%5B1%5D=b', stripe),
  row('deepObject, list of objects', form({ type: 'array', items: open }, deep, 'items'), { items: [{ price: 'p', quantity: 2 }, { price: 'q' }] }, 'items%5B0%5D%5Bprice%5D=p&items%5B0%5D%5Bquantity%5D=2&items%5B1%5D%5Bprice%5D=q', stripe),
  row('deepObject, empty string', form(open, deep), { color: { a: '' } }, 'color%5Ba%5D=', stripe),
  row('deepObject, null inside is left out', form(open, deep), { color: { a: null, b: 1 } }, 'color%5Bb%5D=1', 'RFC 6570 §2.3'),
  row('deepObject beside plain properties', { mediaType: type, schema: { type: 'object', properties: { amount: integer, metadata: integersByName } }, media: { encoding: { metadata: deep } } }, { amount: 100, metadata: { a: 1 } }, 'amount=100&metadata%5Ba%5D=1', stripe),

  row('allowReserved', form(text, { allowReserved: true }, 'url'), { url: 'https://a.example/b?c=d' }, 'url=https://a.example/b?c=d', reserved),
  row('allowReserved: & and + keep their meaning for the form', form(text, { allowReserved: true }), { color: 'a&b+c' }, 'color=a%26b%2Bc', reserved),
  row('allowReserved: = stays in values, and & and # do not', form(text, { allowReserved: true }, 'url'), { url: 'https://a.example/b?c=d&e=f#g' }, 'url=https://a.example/b?c=d%26e=f%23g', reserved),
  row('allowReserved: percent-encoded triplets stay', form(text, { allowReserved: true }), { color: 'a%2Fb 5%' }, 'color=a%2Fb%205%25', reserved),
  row('allowReserved off', form(text, { allowReserved: false }), { color: 'a/b' }, 'color=a%2Fb', reserved),

  row('bytes are base64 text', form({ type: 'string', contentEncoding: 'base64' }), { color: 'AP8/' }, 'color=AP8%2F', 'OpenAPI 3.1.1 §4.8.15.2.2'),
  row('base64url, with its padding', form({ type: 'string', contentEncoding: 'base64url' }, { contentType: 'image/png, image/jpeg' }), { color: 'AP8_-A==' }, 'color=AP8_-A%3D%3D', 'OpenAPI 3.1.1 §4.8.15.2.2'),
  row('format byte', form({ type: 'string', format: 'byte' }), { color: 'aGk=' }, 'color=aGk%3D', 'OpenAPI 3.0.4 §4.7.15.2'),
  row('format binary: a form is text, so base64', form({ type: 'string', format: 'binary' }), { color: 'aGk=' }, 'color=aGk%3D', 'OpenAPI 3.1.1 §4.8.15.2.2'),
  row('a data: URL for base64', form({ type: 'string', contentEncoding: 'base64' }), { color: 'data:text/plain,hi' }, 'color=aGk%3D', 'design: Arguments'),
  row('text that only looks like a data: URL', form(text), { color: 'data:,x' }, 'color=data%3A%2Cx', whatwg),

  row('a form that is text already', { mediaType: type, schema: text }, 'a=1&b=%20', 'a=1&b=%20', 'OpenAPI 3.1.1 §4.8.14 schema'),
  row('JSON text for the whole form', anything, '{"a":"b c"}', 'a=b+c', 'design: Arguments'),
  row('the media type’s parameters stay', { mediaType: 'application/x-www-form-urlencoded; charset=utf-8', schema: open }, { a: 'é' }, 'a=%C3%A9', 'OpenAPI 3.1.1 §4.8.13 content'),
  { ...row('a schema behind a reference', { mediaType: type, schema: { $ref: '#/components/schemas/Form' }, media: { encoding: { tags: { style: 'form', explode: false } } } }, { tags: ['a', 'b'] }, 'tags=a,b', styles), schemas: { Form: { type: 'object', properties: { tags: texts } } } },
  { ...row('DELETE with a form', anything, { a: '1' }, 'a=1', 'OpenAPI 3.1.1 §4.8.10 requestBody'), method: 'delete' },
];

// prettier-ignore
export const refusedFormRows: RefusedBodyRow[] = [
  { title: 'a list', body: { mediaType: type }, value: ['a'], names: 'body: must be an object', source: 'OpenAPI 3.1.1 §4.8.15.2' },
  { title: 'a property of the wrong type', body: form(integer), value: { color: 'x' }, names: 'body.color', source: 'OpenAPI 3.1.1 §4.8.24' },
  { title: 'invalid base64', body: form({ type: 'string', contentEncoding: 'base64' }), value: { color: 'a*b=' }, names: 'body.color: must be base64 or a data: URL, but character 2 is "*"', source: 'RFC 4648 §3.3' },
];

/** A list in a form of Swagger 2.0 (Parameter Object, collectionFormat). */
export function swaggerForm(collectionFormat: string | undefined): JsonObject {
  const list = { type: 'array', items: { type: 'string' }, ...(collectionFormat && { collectionFormat }) };
  return {
    swagger: '2.0',
    info: { title: 'Wire', version: '1.0.0' },
    paths: {
      '/things': {
        post: {
          operationId: 'call',
          consumes: [type],
          parameters: [{ name: 'tags', in: 'formData', ...list }],
          responses: { 200: { description: 'Done' } },
        },
      },
    },
  };
}
