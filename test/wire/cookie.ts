import type { ParameterSource } from '../support/document.ts';
import type { JsonObject } from '../../src/json/value.ts';
import {
  blue,
  boolean,
  colors,
  integer,
  integersByName,
  open,
  orNull,
  rgb,
  styleTable,
  text,
  texts,
  undefinedValues,
  type ParameterRow,
  type RefusedRow,
  type Row,
} from './rows.ts';

/** The only `Cookie` header, or `undefined` without one. */
export interface CookieRow extends ParameterRow {
  cookie: string | undefined;
}

const primitive = color(true, text);
const array = color(true, texts);
// RFC 6570 joins pairs with &, which is incorrect for cookies (OpenAPI 3.1.1 appendix D).
const pairs = 'OpenAPI 3.1.1 appendix D, RFC 6265 §4.2.1';
const allowReserved = 'OpenAPI 3.2.0 §4.12.2.2 allowReserved, RFC 6265 §4.1.1 cookie-octet';
const octets = 'RFC 6570 §3.2.8, RFC 6265 §4.1.1 cookie-octet';

// prettier-ignore
export const cookieRows: CookieRow[] = [
  { title: 'string', parameter: primitive, value: blue, cookie: 'color=blue', source: styleTable },
  { title: 'string, not exploded', parameter: color(false, text), value: blue, cookie: 'color=blue', source: styleTable },
  { title: 'array', parameter: color(false, texts), value: colors, cookie: 'color=blue,black,brown', source: styleTable },
  { title: 'array, exploded', parameter: array, value: colors, cookie: 'color=blue; color=black; color=brown', source: pairs },
  { title: 'object', parameter: color(false, integersByName), value: rgb, cookie: 'color=R,100,G,200,B,150', source: styleTable },
  { title: 'object, exploded', parameter: color(true, integersByName), value: rgb, cookie: 'R=100; G=200; B=150', source: pairs },
  { title: 'no style and no explode', parameter: { name: 'color', in: 'cookie', schema: texts }, value: ['a', 'b'], cookie: 'color=a; color=b', source: 'OpenAPI 3.1.1 §4.8.12.2.2' },
  { title: 'integer', parameter: color(true, integer), value: 0, cookie: 'color=0', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'boolean', parameter: color(true, boolean), value: false, cookie: 'color=false', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'empty string', parameter: primitive, value: '', cookie: 'color=', source: 'RFC 6570 §3.2.8' },
  { title: 'empty array: not sent', parameter: array, value: [], cookie: undefined, source: 'RFC 6570 §2.3' },
  { title: 'empty object: not sent', parameter: color(true, open), value: {}, cookie: undefined, source: 'RFC 6570 §2.3' },
  { title: 'null: not sent', parameter: color(true, orNull), value: null, cookie: undefined, source: undefinedValues },
  { title: 'semicolon', parameter: primitive, value: 'a; admin=1', cookie: 'color=a%3B%20admin%3D1', source: octets },
  { title: 'space', parameter: primitive, value: 'a b', cookie: 'color=a%20b', source: octets },
  { title: 'comma', parameter: primitive, value: 'a,b', cookie: 'color=a%2Cb', source: octets },
  { title: 'comma inside an item', parameter: color(false, texts), value: ['a,b', 'c'], cookie: 'color=a%2Cb,c', source: octets },
  { title: 'double quote and backslash', parameter: primitive, value: 'a"b\\c', cookie: 'color=a%22b%5Cc', source: octets },
  { title: 'percent sign', parameter: primitive, value: '5%', cookie: 'color=5%25', source: 'RFC 3986 §2.4' },
  { title: 'the example of OpenAPI 3.2', parameter: primitive, value: 'Hello, world!', cookie: 'color=Hello%2C%20world%21', source: 'OpenAPI 3.2.0 Parameter Object examples' },
  { title: 'line break', parameter: primitive, value: 'a\r\nb', cookie: 'color=a%0D%0Ab', source: octets },
  { title: 'é', parameter: primitive, value: 'é', cookie: 'color=%C3%A9', source: octets },
  { title: 'emoji', parameter: primitive, value: '🎈', cookie: 'color=%F0%9F%8E%88', source: octets },
  { title: 'special characters in an exploded object', parameter: color(true, open), value: { 'a;b': 'c=d' }, cookie: 'a%3Bb=c%3Dd', source: octets },
  { title: '64-bit integer as text', parameter: color(true, integer), value: '9223372036854775807', cookie: 'color=9223372036854775807', source: 'design: Arguments' },
  { title: 'array of one', parameter: color(false, texts), value: ['blue'], cookie: 'color=blue', source: styleTable },
  { title: 'empty string in an array', parameter: color(false, texts), value: ['a', '', 'b'], cookie: 'color=a,,b', source: 'RFC 6570 §3.2.1' },
  { title: 'null in an exploded array is left out', parameter: color(true, { type: 'array', items: orNull }), value: ['a', null], cookie: 'color=a', source: undefinedValues },
  { title: 'content: JSON', parameter: { name: 'color', in: 'cookie', content: { 'application/json': { schema: open } } }, value: { a: 1 }, cookie: 'color=%7B%22a%22%3A1%7D', source: 'OpenAPI 3.1.1 §4.8.12.2.3, RFC 6265 §4.1.1' },
  { title: 'allowReserved: reserved characters and triplets stay, but , and ; do not', openapi: '3.2.0', parameter: { ...primitive, allowReserved: true }, value: "a/b?c=d&e+f#[g]%2F;h,i j'", cookie: "color=a/b?c=d&e+f#[g]%2F%3Bh%2Ci%20j'", source: allowReserved },
  { title: 'allowReserved: items of an array', openapi: '3.2.0', parameter: { ...color(false, texts), allowReserved: true }, value: ['a/b', 'c,d'], cookie: 'color=a/b,c%2Cd', source: allowReserved },
  { title: 'allowReserved: names and values of an exploded object', openapi: '3.2.0', parameter: { ...color(true, open), allowReserved: true }, value: { 'a=b/c': 'd=e' }, cookie: 'a%3Db/c=d=e', source: allowReserved },
  { title: 'style cookie: sent unencoded', openapi: '3.2.0', parameter: { ...primitive, style: 'cookie' }, value: 'Hello%2C_world!', cookie: 'color=Hello%2C_world!', source: 'OpenAPI 3.2.0 Style Values' },
  { title: 'style cookie: array, exploded', openapi: '3.2.0', parameter: { ...array, style: 'cookie' }, value: ['a', 'b'], cookie: 'color=a; color=b', source: 'OpenAPI 3.2.0 Style Values' },
  { title: 'style cookie: object', openapi: '3.2.0', parameter: { name: 'color', in: 'cookie', style: 'cookie', schema: open }, value: { greeting: 'Hello%2C world!', code: 42 }, cookie: 'greeting=Hello%2C world!; code=42', source: 'OpenAPI 3.2.0 Parameter Object examples' },
];

/** Several cookies. */
// prettier-ignore
export const severalCookieRows: (Row & { parameters: ParameterSource[]; args: JsonObject; cookie: string | undefined })[] = [
  { title: 'no arguments', parameters: [{ name: 'a', in: 'cookie' }], args: {}, cookie: undefined, source: 'RFC 6265 §4.2.1' },
  {
    title: 'in the order of the document',
    parameters: [
      { name: 'a', in: 'cookie' },
      { name: 'b', in: 'cookie' },
    ],
    args: { b: '2', a: '1' },
    cookie: 'a=1; b=2',
    source: 'RFC 6265 §4.2.1',
  },
  { title: 'a name that is not a token', parameters: [{ name: 'my color=', in: 'cookie' }], args: { my_color: 'blue' }, cookie: 'my%20color%3D=blue', source: 'RFC 6265 §4.1.1 cookie-name' },
  {
    title: 'an exploded object between two others',
    parameters: [
      { name: 'a', in: 'cookie' },
      { name: 'b', in: 'cookie', schema: open },
      { name: 'c', in: 'cookie', explode: false, schema: texts },
    ],
    args: { a: '1', b: { x: 1, y: '; z' }, c: ['3', '4'] },
    cookie: 'a=1; x=1; y=%3B%20z; c=3,4',
    source: 'RFC 6265 §4.2.1',
  },
  {
    title: 'an argument that is not sent has no semicolon',
    parameters: [
      { name: 'a', in: 'cookie' },
      { name: 'b', in: 'cookie', schema: texts },
      { name: 'c', in: 'cookie' },
    ],
    args: { a: '1', b: [], c: '3' },
    cookie: 'a=1; c=3',
    source: 'RFC 6265 §4.2.1',
  },
];

// prettier-ignore
export const refusedCookieRows: RefusedRow[] = [
  { title: 'a line break', parameters: [{ ...primitive, style: 'cookie' }], args: { color: 'a\r\nX-Admin: 1' }, names: 'color', source: 'RFC 9110 §5.5' },
  // This style escapes nothing, so a semicolon would begin another cookie.
  { title: 'a semicolon', parameters: [{ ...primitive, style: 'cookie' }], args: { color: 'a; admin=1' }, names: 'color', source: 'OpenAPI 3.2.0 Style Values, RFC 6265 §4.1.1' },
  { title: 'a semicolon in an item', parameters: [{ ...color(false, texts), style: 'cookie' }], args: { color: ['a', 'b;c'] }, names: 'color', source: 'OpenAPI 3.2.0 Style Values, RFC 6265 §4.1.1' },
  { title: 'a semicolon in a key', parameters: [{ ...color(true, open), style: 'cookie' }], args: { color: { 'a=1; admin': '1' } }, names: 'color', source: 'OpenAPI 3.2.0 Style Values, RFC 6265 §4.1.1' },
  { title: 'a line break in a key', parameters: [{ ...color(true, open), style: 'cookie' }], args: { color: { 'a\nb': '1' } }, names: 'color', source: 'RFC 9110 §5.5' },
];

function color(explode: boolean, schema: JsonObject): ParameterSource {
  return { name: 'color', in: 'cookie', style: 'form', explode, schema };
}
