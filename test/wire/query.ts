import type { ParameterSource } from '../support/document.ts';
import type { Json, JsonObject } from '../../src/json/value.ts';
import {
  blue,
  boolean,
  colors,
  integer,
  integers,
  integersByName,
  number,
  open,
  orNull,
  percentEncoding,
  rgb,
  simpleExpansion,
  styleTable,
  text,
  texts,
  undefinedValues,
  type ParameterRow,
  type Row,
} from './rows.ts';

/** The target after `/things`, including the question mark. */
export interface QueryRow extends ParameterRow {
  query: string;
}

const primitive = color('form', true, text);
const array = color('form', true, texts);
const commas = color('form', false, texts);
const deep = color('deepObject', true, open);
const reserved: ParameterSource = { ...primitive, allowReserved: true };
const allowReserved = 'OpenAPI 3.1.1 §4.8.12.2.2 allowReserved, RFC 6570 §3.2.3';
const forms = 'OpenAPI 3.1.1 §4.8.12.2.2 allowReserved, Appendix E; OpenAPI 3.2.0 URL Percent-Encoding';
const notInQueries = 'RFC 3986 §3.4, OpenAPI 3.1.1 §4.8.12.2.2 allowReserved';
const swaggerDocs = 'undefined in 3.1; 3.0 as documented on swagger.io, "Serialization"';
const nestedDeepObject = 'undefined in 3.1; common practice (qs, Rails, PHP)';

// prettier-ignore
export const styleRows: QueryRow[] = [
  { title: 'form, string', parameter: color('form', false, text), value: blue, query: '?color=blue', source: styleTable },
  { title: 'form, string, exploded', parameter: color('form', true, text), value: blue, query: '?color=blue', source: styleTable },
  { title: 'form, array', parameter: color('form', false, texts), value: colors, query: '?color=blue,black,brown', source: styleTable },
  { title: 'form, array, exploded', parameter: color('form', true, texts), value: colors, query: '?color=blue&color=black&color=brown', source: styleTable },
  { title: 'form, object', parameter: color('form', false, integersByName), value: rgb, query: '?color=R,100,G,200,B,150', source: styleTable },
  { title: 'form, object, exploded', parameter: color('form', true, integersByName), value: rgb, query: '?R=100&G=200&B=150', source: styleTable },
  // A raw space and | are not allowed in a URI, so these separators are percent-encoded.
  { title: 'spaceDelimited, array', parameter: color('spaceDelimited', false, texts), value: colors, query: '?color=blue%20black%20brown', source: styleTable },
  { title: 'spaceDelimited, object', parameter: color('spaceDelimited', false, integersByName), value: rgb, query: '?color=R%20100%20G%20200%20B%20150', source: styleTable },
  { title: 'spaceDelimited, array, exploded', parameter: color('spaceDelimited', true, texts), value: colors, query: '?color=blue&color=black&color=brown', source: swaggerDocs },
  { title: 'pipeDelimited, array', parameter: color('pipeDelimited', false, texts), value: colors, query: '?color=blue%7Cblack%7Cbrown', source: styleTable },
  { title: 'pipeDelimited, object', parameter: color('pipeDelimited', false, integersByName), value: rgb, query: '?color=R%7C100%7CG%7C200%7CB%7C150', source: styleTable },
  { title: 'pipeDelimited, array, exploded', parameter: color('pipeDelimited', true, texts), value: colors, query: '?color=blue&color=black&color=brown', source: swaggerDocs },
  // RFC 3986 does not allow brackets in a query. Servers that read deepObject decode names first.
  { title: 'deepObject', parameter: color('deepObject', true, integersByName), value: rgb, query: '?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150', source: styleTable },
  { title: 'deepObject, explode off', parameter: color('deepObject', false, integersByName), value: rgb, query: '?color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150', source: 'undefined in 3.1; the only form that deepObject has' },

  { title: 'no style: form', parameter: { name: 'color', in: 'query' }, value: blue, query: '?color=blue', source: 'OpenAPI 3.1.1 §4.8.12.2.2 style' },
  { title: 'no explode: on, for form arrays', parameter: { name: 'color', in: 'query', schema: texts }, value: colors, query: '?color=blue&color=black&color=brown', source: 'OpenAPI 3.1.1 §4.8.12.2.2 explode' },
  { title: 'no explode: on, for form objects', parameter: { name: 'color', in: 'query', schema: integersByName }, value: rgb, query: '?R=100&G=200&B=150', source: 'OpenAPI 3.1.1 §4.8.12.2.2 explode' },
  { title: 'no explode: off, for spaceDelimited', parameter: { name: 'color', in: 'query', style: 'spaceDelimited', schema: texts }, value: colors, query: '?color=blue%20black%20brown', source: 'OpenAPI 3.1.1 §4.8.12.2.2 explode' },
  { title: 'no explode: off, for pipeDelimited', parameter: { name: 'color', in: 'query', style: 'pipeDelimited', schema: texts }, value: colors, query: '?color=blue%7Cblack%7Cbrown', source: 'OpenAPI 3.1.1 §4.8.12.2.2 explode' },
  { title: 'no explode: deepObject is as ever', parameter: { name: 'color', in: 'query', style: 'deepObject', schema: integersByName }, value: { R: 1 }, query: '?color%5BR%5D=1', source: 'undefined in 3.1; the only form that deepObject has' },
  { title: 'array of one', parameter: commas, value: ['blue'], query: '?color=blue', source: 'RFC 6570 §3.2.8' },
  { title: 'array of one, pipeDelimited', parameter: color('pipeDelimited', false, texts), value: ['blue'], query: '?color=blue', source: styleTable },
  { title: 'repeated items stay', parameter: array, value: ['a', 'a'], query: '?color=a&color=a', source: 'RFC 6570 §3.2.8' },
  { title: 'numbers in an array', parameter: color('form', true, integers), value: [3, 0, -5], query: '?color=3&color=0&color=-5', source: 'RFC 6570 §3.2.8' },
  { title: 'booleans in an array', parameter: color('form', false, { type: 'array', items: boolean }), value: [true, false], query: '?color=true,false', source: 'RFC 6570 §3.2.8' },
  { title: 'keys have the order of the argument', parameter: color('form', true, open), value: { z: 1, a: 2 }, query: '?z=1&a=2', source: 'RFC 6570 §2.4.2' },

  { title: 'deepObject, nested', parameter: deep, value: { a: { b: 1 } }, query: '?color%5Ba%5D%5Bb%5D=1', source: nestedDeepObject },
  { title: 'deepObject, nested thrice', parameter: deep, value: { a: { b: { c: 'x' } }, d: 'y' }, query: '?color%5Ba%5D%5Bb%5D%5Bc%5D=x&color%5Bd%5D=y', source: nestedDeepObject },
  // `filter[a][]` and `filter[a][0]` are in use too. In other styles, `explode` repeats the key.
  { title: 'deepObject, array inside: the key repeats', parameter: deep, value: { a: [1, 2] }, query: '?color%5Ba%5D=1&color%5Ba%5D=2', source: 'undefined in 3.1; explode of OpenAPI 3.1.1 §4.8.12.2.2' },
  { title: 'deepObject, false and zero', parameter: deep, value: { a: false, b: 0 }, query: '?color%5Ba%5D=false&color%5Bb%5D=0', source: 'RFC 6570 §2.3' },
  { title: 'deepObject, empty string', parameter: deep, value: { a: '' }, query: '?color%5Ba%5D=', source: 'RFC 6570 §3.2.8' },
  { title: 'deepObject, null inside is left out', parameter: deep, value: { a: null, b: 1 }, query: '?color%5Bb%5D=1', source: undefinedValues },
  { title: 'deepObject, special characters', parameter: deep, value: { 'a b': 'c&d', é: '[x]' }, query: '?color%5Ba%20b%5D=c%26d&color%5B%C3%A9%5D=%5Bx%5D', source: percentEncoding },
];

// prettier-ignore
export const valueRows: QueryRow[] = [
  { title: 'empty array, exploded: not sent', parameter: array, value: [], query: '', source: 'RFC 6570 §2.3' },
  { title: 'empty array: not sent', parameter: commas, value: [], query: '', source: 'RFC 6570 §2.3' },
  { title: 'empty array, pipeDelimited: not sent', parameter: color('pipeDelimited', false, texts), value: [], query: '', source: 'RFC 6570 §2.3' },
  { title: 'empty array, spaceDelimited: not sent', parameter: color('spaceDelimited', false, texts), value: [], query: '', source: 'RFC 6570 §2.3' },
  { title: 'empty object, exploded: not sent', parameter: color('form', true, open), value: {}, query: '', source: 'RFC 6570 §2.3' },
  { title: 'empty object: not sent', parameter: color('form', false, open), value: {}, query: '', source: 'RFC 6570 §2.3' },
  { title: 'empty object, deepObject: not sent', parameter: deep, value: {}, query: '', source: 'RFC 6570 §2.3' },
  { title: 'object of nulls: not sent', parameter: color('form', true, open), value: { a: null }, query: '', source: 'RFC 6570 §2.3' },
  { title: 'empty string', parameter: primitive, value: '', query: '?color=', source: 'RFC 6570 §3.2.8' },
  { title: 'empty string in an exploded array', parameter: array, value: ['a', '', 'b'], query: '?color=a&color=&color=b', source: 'RFC 6570 §3.2.8' },
  { title: 'empty string in an array', parameter: commas, value: ['a', '', 'b'], query: '?color=a,,b', source: 'RFC 6570 §3.2.1' },
  { title: 'empty string in an exploded object', parameter: color('form', true, open), value: { a: '' }, query: '?a=', source: 'RFC 6570 §3.2.8' },
  { title: 'null: not sent', parameter: color('form', true, orNull), value: null, query: '', source: undefinedValues },
  { title: 'null in an exploded array is left out', parameter: color('form', true, { type: 'array', items: orNull }), value: ['a', null, 'b'], query: '?color=a&color=b', source: undefinedValues },
  { title: 'null in an array is left out', parameter: color('form', false, { type: 'array', items: orNull }), value: ['a', null, 'b'], query: '?color=a,b', source: undefinedValues },
  { title: 'null in an exploded object is left out', parameter: color('form', true, open), value: { a: null, b: 1 }, query: '?b=1', source: undefinedValues },
  { title: 'null in an object is left out', parameter: color('form', false, open), value: { a: null, b: 1 }, query: '?color=b,1', source: undefinedValues },
  { title: 'zero', parameter: color('form', true, integer), value: 0, query: '?color=0', source: 'RFC 6570 §2.3' },
  { title: 'negative integer', parameter: color('form', true, integer), value: -7, query: '?color=-7', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'fraction', parameter: color('form', true, number), value: 0.1, query: '?color=0.1', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'largest safe integer', parameter: color('form', true, integer), value: 9007199254740991, query: '?color=9007199254740991', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'true', parameter: color('form', true, boolean), value: true, query: '?color=true', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'false', parameter: color('form', true, boolean), value: false, query: '?color=false', source: 'RFC 6570 §2.3' },
  { title: 'text that looks like a number', parameter: primitive, value: '1.0', query: '?color=1.0', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'text that looks like null', parameter: primitive, value: 'null', query: '?color=null', source: 'OpenAPI 3.1.1 appendix B' },
  { title: '64-bit integer as text', parameter: color('form', true, integer), value: '9223372036854775807', query: '?color=9223372036854775807', source: 'design: Arguments' },
  { title: '64-bit integers in an array', parameter: color('form', false, integers), value: ['-9223372036854775808', 1, '9007199254740993'], query: '?color=-9223372036854775808,1,9007199254740993', source: 'design: Arguments' },
  { title: '64-bit integer in a deepObject', parameter: color('deepObject', true, integersByName), value: { R: '18446744073709551615' }, query: '?color%5BR%5D=18446744073709551615', source: 'design: Arguments' },
  { title: 'form, object in an exploded object: JSON', parameter: color('form', true, open), value: { a: [1, 2], b: { c: 1 } }, query: '?a=%5B1%2C2%5D&b=%7B%22c%22%3A1%7D', source: 'undefined in 3.1; JSON, as the content of a parameter' },
  { title: 'deepObject of a string: as form', parameter: color('deepObject', true, text), value: 'a b', query: '?color=a%20b', source: 'undefined in 3.1; the one form that a string has' },
  { title: 'deepObject of an array', parameter: color('deepObject', true, texts), value: ['a', 'b'], query: '?color%5B0%5D=a&color%5B1%5D=b', source: 'undefined in 3.1; common practice (qs, Rails, PHP)' },
  { title: 'spaceDelimited of a string: as form', parameter: color('spaceDelimited', false, text), value: 'a b', query: '?color=a%20b', source: 'undefined in 3.1; the one form that a string has' },
  { title: 'pipeDelimited of a number: as form', parameter: color('pipeDelimited', true, number), value: 1.5, query: '?color=1.5', source: 'undefined in 3.1; the one form that a number has' },
  { title: 'spaceDelimited, object, exploded', parameter: color('spaceDelimited', true, integersByName), value: rgb, query: '?R=100&G=200&B=150', source: 'undefined in 3.1; explode as in form' },
  { title: 'pipeDelimited, object, exploded', parameter: color('pipeDelimited', true, integersByName), value: rgb, query: '?R=100&G=200&B=150', source: 'undefined in 3.1; explode as in form' },
  { title: 'no type: a string', parameter: color('form', true, {}), value: 'a b', query: '?color=a%20b', source: 'OpenAPI 3.1.1 §4.8.12.2.2' },
  { title: 'no type: an array', parameter: color('form', true, {}), value: ['a', 'b'], query: '?color=a&color=b', source: 'OpenAPI 3.1.1 §4.8.12.2.2' },
];

// prettier-ignore
export const encodingRows: QueryRow[] = [
  { title: 'unreserved characters stay', parameter: primitive, value: 'aZ09-._~', query: '?color=aZ09-._~', source: 'RFC 3986 §2.3' },
  { title: 'space is %20', parameter: primitive, value: 'a b', query: '?color=a%20b', source: 'RFC 6570 §3.2.8' },
  { title: 'plus', parameter: primitive, value: 'a+b', query: '?color=a%2Bb', source: 'WHATWG URL §5.1 (a raw + is a space)' },
  { title: 'ampersand', parameter: primitive, value: 'a&b', query: '?color=a%26b', source: simpleExpansion },
  { title: 'a value cannot add a parameter', parameter: primitive, value: 'x&admin=true', query: '?color=x%26admin%3Dtrue', source: simpleExpansion },
  { title: 'equals sign', parameter: primitive, value: 'a=b', query: '?color=a%3Db', source: simpleExpansion },
  { title: 'number sign', parameter: primitive, value: 'a#b', query: '?color=a%23b', source: simpleExpansion },
  { title: 'percent sign', parameter: primitive, value: '5%', query: '?color=5%25', source: 'RFC 3986 §2.4' },
  { title: 'text that is percent-encoded already', parameter: primitive, value: '%20', query: '?color=%2520', source: 'RFC 3986 §2.4' },
  { title: 'question mark and slash', parameter: primitive, value: 'a?b/c', query: '?color=a%3Fb%2Fc', source: simpleExpansion },
  { title: 'a URL', parameter: primitive, value: 'https://a.b/c?d=e&f=g#h', query: '?color=https%3A%2F%2Fa.b%2Fc%3Fd%3De%26f%3Dg%23h', source: simpleExpansion },
  { title: 'a moment', parameter: color('form', true, { type: 'string', format: 'date-time' }), value: '2026-01-02T03:04:05+06:00', query: '?color=2026-01-02T03%3A04%3A05%2B06%3A00', source: simpleExpansion },
  { title: 'sub-delimiters', parameter: primitive, value: "!$'()*;", query: '?color=%21%24%27%28%29%2A%3B', source: simpleExpansion },
  { title: 'colon, at sign, brackets', parameter: primitive, value: ':@[]', query: '?color=%3A%40%5B%5D', source: simpleExpansion },
  { title: 'characters that no URI has', parameter: primitive, value: '"<>\\^`{|}', query: '?color=%22%3C%3E%5C%5E%60%7B%7C%7D', source: 'RFC 3986 §2' },
  { title: 'é', parameter: primitive, value: 'é', query: '?color=%C3%A9', source: 'RFC 3986 §2.5' },
  { title: 'CJK', parameter: primitive, value: '日本', query: '?color=%E6%97%A5%E6%9C%AC', source: 'RFC 3986 §2.5' },
  { title: 'emoji', parameter: primitive, value: '🎈', query: '?color=%F0%9F%8E%88', source: 'RFC 3986 §2.5' },
  { title: 'line break and tab', parameter: primitive, value: 'a\r\n\tb', query: '?color=a%0D%0A%09b', source: percentEncoding },
  { title: 'a lone surrogate is U+FFFD', parameter: primitive, value: 'a\ud800b', query: '?color=a%EF%BF%BDb', source: 'WHATWG Encoding (scalar values), RFC 3629 §3' },
  { title: 'NUL', parameter: primitive, value: 'a\u0000b', query: '?color=a%00b', source: percentEncoding },
  { title: 'text that looks like a template', parameter: primitive, value: '{color}', query: '?color=%7Bcolor%7D', source: 'RFC 6570 §3.1 (expanded once)' },
  { title: 'text that looks like a replacement pattern', parameter: primitive, value: '$&', query: '?color=%24%26', source: 'RFC 6570 §3.1 (expanded once)' },
  { title: 'comma in a string', parameter: color('form', false, text), value: 'a,b', query: '?color=a%2Cb', source: simpleExpansion },
  { title: 'comma inside an item', parameter: commas, value: ['a,b', 'c'], query: '?color=a%2Cb,c', source: 'RFC 6570 §3.2.1' },
  { title: 'comma inside an item, exploded', parameter: array, value: ['a,b', 'c'], query: '?color=a%2Cb&color=c', source: 'RFC 6570 §3.2.8' },
  { title: 'comma inside an object', parameter: color('form', false, open), value: { 'a,b': 'c,d' }, query: '?color=a%2Cb,c%2Cd', source: 'RFC 6570 §3.2.1' },
  { title: 'ampersand and equals sign in an exploded object', parameter: color('form', true, open), value: { 'a=b': 'c&d' }, query: '?a%3Db=c%26d', source: 'RFC 6570 §3.2.8' },
  { title: 'comma inside a piped item', parameter: color('pipeDelimited', false, texts), value: ['a,b', 'c'], query: '?color=a%2Cb%7Cc', source: percentEncoding },
  { title: 'allowReserved: separators stay encoded where RFC 3986 forbids them', parameter: { ...color('pipeDelimited', false, texts), allowReserved: true }, value: ['a/b', 'c'], query: '?color=a/b%7Cc', source: percentEncoding },

  { title: 'name with brackets', parameter: { name: 'ids[]', in: 'query', schema: texts }, argument: 'ids', value: ['1', '2'], query: '?ids%5B%5D=1&ids%5B%5D=2', source: percentEncoding },
  { title: 'name with a key in brackets', parameter: { name: 'page[size]', in: 'query', schema: integer }, argument: 'page_size', value: 5, query: '?page%5Bsize%5D=5', source: percentEncoding },
  { title: 'name with a dollar sign', parameter: { name: '$filter', in: 'query' }, argument: 'filter', value: "a eq 'b'", query: '?%24filter=a%20eq%20%27b%27', source: 'OpenAPI 3.1.1 appendix C (names outside RFC 6570)' },
  { title: 'name with a dot', parameter: { name: 'user.name', in: 'query' }, argument: 'user.name', value: 'x', query: '?user.name=x', source: 'RFC 6570 §2.3 varname' },
  { title: 'name with a dash', parameter: { name: 'page-size', in: 'query' }, argument: 'page-size', value: 'x', query: '?page-size=x', source: 'RFC 3986 §2.3' },
  { title: 'name with a space', parameter: { name: 'full name', in: 'query' }, argument: 'full_name', value: 'x', query: '?full%20name=x', source: percentEncoding },
  { title: 'name with a colon', parameter: { name: 'filter:gt', in: 'query' }, argument: 'filter_gt', value: 'x', query: '?filter%3Agt=x', source: 'OpenAPI 3.1.1 appendix C (names outside RFC 6570)' },
  { title: 'name with é', parameter: { name: 'prénom', in: 'query' }, argument: 'prenom', value: 'x', query: '?pr%C3%A9nom=x', source: percentEncoding },
  { title: 'name in Chinese', parameter: { name: '城市', in: 'query' }, argument: 'ChengShi', value: '北京', query: '?%E5%9F%8E%E5%B8%82=%E5%8C%97%E4%BA%AC', source: percentEncoding },
  { title: 'name in capitals', parameter: { name: 'X', in: 'query' }, value: 'x', query: '?X=x', source: 'OpenAPI 3.1.1 §4.3 (case sensitive)' },
  { title: 'name of Object.prototype', parameter: { name: 'constructor', in: 'query' }, value: 'x', query: '?constructor=x', source: 'OpenAPI 3.1.1 §4.8.12.2 name' },

  { title: 'allowReserved: reserved characters stay', parameter: reserved, value: ":/?@!$'()*,;", query: "?color=:/?@!$'()*,;", source: allowReserved },
  { title: 'allowReserved: & would begin another parameter', parameter: reserved, value: 'a&b=1', query: '?color=a%26b=1', source: forms },
  { title: 'allowReserved: + is a space', parameter: reserved, value: 'a+b', query: '?color=a%2Bb', source: forms },
  { title: 'allowReserved: a URL with a query', parameter: reserved, value: 'https://a.example/b?c=d&e=f#g', query: '?color=https://a.example/b?c=d%26e=f%23g', source: forms },
  { title: 'allowReserved: an encoded & stays', parameter: reserved, value: 'a%26b', query: '?color=a%26b', source: forms },
  { title: 'allowReserved: names of an exploded object', parameter: { ...color('form', true, open), allowReserved: true }, value: { 'a=b': 'c=d', 'e&f': 'g&h', 'i/j': 'k/l' }, query: '?a%3Db=c=d&e%26f=g%26h&i/j=k/l', source: forms },
  { title: 'allowReserved: names of an object', parameter: { ...color('form', false, open), allowReserved: true }, value: { 'a=b': 'c&d' }, query: '?color=a=b,c%26d', source: forms },
  { title: 'allowReserved: keys of a deepObject', parameter: { ...deep, allowReserved: true }, value: { 'a=b': 'c&d' }, query: '?color%5Ba%3Db%5D=c%26d', source: forms },
  { title: 'allowReserved: # would end the query', parameter: reserved, value: 'a#b', query: '?color=a%23b', source: notInQueries },
  { title: 'allowReserved: brackets are encoded in a query', parameter: reserved, value: '[a]', query: '?color=%5Ba%5D', source: notInQueries },
  { title: 'allowReserved: percent-encoded triplets stay', parameter: reserved, value: 'a%2Fb', query: '?color=a%2Fb', source: allowReserved },
  { title: 'allowReserved: any other percent sign does not', parameter: reserved, value: '5%, 6%zz', query: '?color=5%25,%206%25zz', source: allowReserved },
  { title: 'allowReserved: what is not reserved is encoded', parameter: reserved, value: 'a b"é|', query: '?color=a%20b%22%C3%A9%7C', source: allowReserved },
  { title: 'allowReserved: items of an exploded array', parameter: { ...array, allowReserved: true }, value: ['a/b', 'c:d'], query: '?color=a/b&color=c:d', source: allowReserved },
  { title: 'allowReserved: items of an array', parameter: { ...commas, allowReserved: true }, value: ['a/b', 'c:d'], query: '?color=a/b,c:d', source: allowReserved },
  { title: 'allowReserved: a comma in an item would begin another one', parameter: { ...commas, allowReserved: true }, value: ['a,b', 'c:d'], query: '?color=a%2Cb,c:d', source: allowReserved },
  { title: 'allowReserved: a comma in a name or a value of an object', parameter: { ...color('form', false, open), allowReserved: true }, value: { 'a,b': 'c,d=e' }, query: '?color=a%2Cb,c%2Cd=e', source: allowReserved },
  { title: 'allowReserved: values of a deepObject', parameter: { ...deep, allowReserved: true }, value: { a: 'b/c' }, query: '?color%5Ba%5D=b/c', source: allowReserved },
];

// prettier-ignore
export const contentRows: QueryRow[] = [
  { title: 'JSON object', parameter: content('application/json'), value: { a: 1, b: ['x'] }, query: '?color=%7B%22a%22%3A1%2C%22b%22%3A%5B%22x%22%5D%7D', source: 'OpenAPI 3.1.1 §4.8.12.2.3' },
  { title: 'JSON array', parameter: content('application/json'), value: [1, 2], query: '?color=%5B1%2C2%5D', source: 'OpenAPI 3.1.1 §4.8.12.2.3' },
  { title: 'JSON string retains its quotes', parameter: content('application/json', text), value: 'a b', query: '?color=%22a%20b%22', source: 'OpenAPI 3.1.1 §4.8.12.2.3, RFC 8259 §7' },
  { title: 'JSON number', parameter: content('application/json', number), value: 0, query: '?color=0', source: 'OpenAPI 3.1.1 §4.8.12.2.3' },
  { title: 'JSON empty array is a value', parameter: content('application/json'), value: [], query: '?color=%5B%5D', source: 'OpenAPI 3.1.1 §4.8.12.2.3' },
  { title: 'JSON empty object is a value', parameter: content('application/json'), value: {}, query: '?color=%7B%7D', source: 'OpenAPI 3.1.1 §4.8.12.2.3' },
  { title: 'JSON retains nulls', parameter: content('application/json'), value: { a: null }, query: '?color=%7B%22a%22%3Anull%7D', source: 'OpenAPI 3.1.1 §4.8.12.2.3' },
  { title: 'vendor JSON', parameter: content('application/vnd.color+json'), value: { a: 1 }, query: '?color=%7B%22a%22%3A1%7D', source: 'RFC 6839 §3.1' },
  { title: 'plain text', parameter: content('text/plain', text), value: 'a b,c', query: '?color=a%20b%2Cc', source: 'OpenAPI 3.1.1 appendix D' },
  { title: 'querystring: a form, its spaces as +', openapi: '3.2.0', parameter: { name: 'color', in: 'querystring', content: { 'application/x-www-form-urlencoded': { schema: open } } }, value: { foo: 'a + b', bar: true }, query: '?foo=a+%2B+b&bar=true', source: 'OpenAPI 3.2.0 Parameter Object examples' },
  { title: 'querystring: JSON', openapi: '3.2.0', parameter: { name: 'color', in: 'querystring', content: { 'application/json': { schema: open } } }, value: { numbers: [1, 2], flag: null }, query: '?%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D', source: 'OpenAPI 3.2.0 Parameter Object examples' },
  { title: 'querystring: JSONPath, which is text', openapi: '3.2.0', parameter: whole('application/jsonpath', text), value: '$.a.b[1:1]', query: '?%24.a.b%5B1%3A1%5D', source: 'OpenAPI 3.2.0 Parameter Object examples' },
  { title: 'querystring: text cannot add a parameter', openapi: '3.2.0', parameter: whole('text/plain', text), value: 'a&b=c#d', query: '?a%26b%3Dc%23d', source: 'OpenAPI 3.2.0 §4.12.1, RFC 3986 §3.4' },
  { title: 'querystring: a form that is written already', openapi: '3.2.0', parameter: whole('application/x-www-form-urlencoded', text), value: '?a=b c&d=%zz%20#', query: '?a=b%20c&d=%25zz%20%23', source: 'RFC 3986 §3.4' },
  { title: 'querystring: a form with lists and objects', openapi: '3.2.0', parameter: whole('application/x-www-form-urlencoded', open), value: { a: [1, 'x y'], b: { c: '~*' } }, query: '?a=1&a=x+y&b=%7B%22c%22%3A%22%7E*%22%7D', source: 'OpenAPI 3.2.0 §4.15.3, WHATWG URL §5.2' },
  { title: 'querystring: a form with an encoding', openapi: '3.2.0', parameter: { name: 'color', in: 'querystring', content: { 'application/x-www-form-urlencoded': { schema: open, encoding: { a: { style: 'form', explode: false }, b: { style: 'deepObject', explode: true } } } } }, value: { a: ['x', 'y'], b: { c: 'd e' } }, query: '?a=x,y&b%5Bc%5D=d%20e', source: 'OpenAPI 3.2.0 §4.15.1.2' },
  { title: 'querystring: an empty form', openapi: '3.2.0', parameter: whole('application/x-www-form-urlencoded', open), value: {}, query: '', source: 'RFC 3986 §3.4' },
  { title: 'a form inside a parameter', parameter: content('application/x-www-form-urlencoded', open), value: { a: 'b c', d: 1 }, query: '?color=a%3Db%2Bc%26d%3D1', source: 'OpenAPI 3.1.1 §4.8.12.2.3, WHATWG URL §5.2' },
  { title: 'XML', parameter: content('application/xml', { type: 'object', xml: { name: 'c' }, properties: { id: { type: 'integer', xml: { attribute: true } } } }), value: { id: 1, a: 'b' }, query: '?color=%3Cc%20id%3D%221%22%3E%3Ca%3Eb%3C%2Fa%3E%3C%2Fc%3E', source: 'OpenAPI 3.1.1 §4.8.12.2.3, §4.8.26' },
  { title: 'JSONPath is not JSON', parameter: content('application/jsonpath', text), value: '$.a', query: '?color=%24.a', source: 'RFC 9535 §3.1' },
  { title: 'JSON with a 64-bit integer', parameter: content('application/json', { type: 'object', properties: { id: integer } }), value: { id: '9223372036854775807' }, query: '?color=%7B%22id%22%3A9223372036854775807%7D', source: 'design: Arguments, RFC 8259 §6' },
];

/** Several parameters, and the whole target. */
export interface SeveralRow extends Row {
  parameters: ParameterSource[];
  args: JsonObject;
  target: string;
}

const ab: ParameterSource[] = [
  { name: 'a', in: 'query' },
  { name: 'b', in: 'query', schema: texts },
  { name: 'c', in: 'query', schema: integer },
];

// prettier-ignore
export const severalRows: SeveralRow[] = [
  { title: 'no arguments: no question mark', parameters: ab, args: {}, target: '/things', source: 'RFC 6570 §3.2.8' },
  { title: 'in the order of the document, not of the arguments', parameters: ab, args: { c: 1, b: ['x', 'y'], a: 'z' }, target: '/things?a=z&b=x&b=y&c=1', source: 'OpenAPI 3.1.1 appendix C' },
  { title: 'an argument that is not sent has no ampersand', parameters: ab, args: { a: 'z', b: [], c: 1 }, target: '/things?a=z&c=1', source: 'RFC 6570 §3.2.8' },
  { title: 'the first is not sent', parameters: ab, args: { b: [], c: 1 }, target: '/things?c=1', source: 'RFC 6570 §3.2.8' },
  { title: 'an exploded object beside another', parameters: [color('form', true, open), { name: 'a', in: 'query' }], args: { color: { R: 1 }, a: 'z' }, target: '/things?R=1&a=z', source: 'RFC 6570 §3.2.8' },
  {
    title: 'beside a path parameter',
    parameters: [
      { name: 'id', in: 'path' },
      { name: 'a', in: 'query' },
    ],
    args: { a: '?', id: '?' },
    target: '/%3F?a=%3F',
    source: 'RFC 3986 §3.4',
  },
];

function color(style: string, explode: boolean, schema: JsonObject): ParameterSource {
  return { name: 'color', in: 'query', style, explode, schema };
}

function content(mediaType: string, schema: Json = {}): ParameterSource {
  return { name: 'color', in: 'query', content: { [mediaType]: { schema } } };
}

function whole(mediaType: string, schema: Json): ParameterSource {
  return { name: 'color', in: 'querystring', content: { [mediaType]: { schema } } };
}
