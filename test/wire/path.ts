import type { ParameterSource } from '../support/document.ts';
import {
  blue,
  boolean,
  colors,
  integer,
  integers,
  integersByName,
  number,
  open,
  percentEncoding,
  rgb,
  simpleExpansion,
  styleTable,
  text,
  texts,
  type ParameterRow,
  type RefusedRow,
} from './rows.ts';

/** The target is that of `/{color}`. */
export interface PathRow extends ParameterRow {
  path?: string;
  target: string;
}

const primitive = color('simple', false, text);

// prettier-ignore
export const pathRows: PathRow[] = [
  { title: 'simple, string', parameter: color('simple', false, text), value: blue, target: '/blue', source: styleTable },
  { title: 'simple, string, exploded', parameter: color('simple', true, text), value: blue, target: '/blue', source: styleTable },
  { title: 'simple, array', parameter: color('simple', false, texts), value: colors, target: '/blue,black,brown', source: styleTable },
  { title: 'simple, array, exploded', parameter: color('simple', true, texts), value: colors, target: '/blue,black,brown', source: styleTable },
  { title: 'simple, object', parameter: color('simple', false, integersByName), value: rgb, target: '/R,100,G,200,B,150', source: styleTable },
  { title: 'simple, object, exploded', parameter: color('simple', true, integersByName), value: rgb, target: '/R=100,G=200,B=150', source: styleTable },
  { title: 'label, string', parameter: color('label', false, text), value: blue, target: '/.blue', source: styleTable },
  { title: 'label, string, exploded', parameter: color('label', true, text), value: blue, target: '/.blue', source: styleTable },
  { title: 'label, array', parameter: color('label', false, texts), value: colors, target: '/.blue,black,brown', source: styleTable },
  { title: 'label, array, exploded', parameter: color('label', true, texts), value: colors, target: '/.blue.black.brown', source: styleTable },
  { title: 'label, object', parameter: color('label', false, integersByName), value: rgb, target: '/.R,100,G,200,B,150', source: styleTable },
  { title: 'label, object, exploded', parameter: color('label', true, integersByName), value: rgb, target: '/.R=100.G=200.B=150', source: styleTable },
  { title: 'matrix, string', parameter: color('matrix', false, text), value: blue, target: '/;color=blue', source: styleTable },
  { title: 'matrix, string, exploded', parameter: color('matrix', true, text), value: blue, target: '/;color=blue', source: styleTable },
  { title: 'matrix, array', parameter: color('matrix', false, texts), value: colors, target: '/;color=blue,black,brown', source: styleTable },
  { title: 'matrix, array, exploded', parameter: color('matrix', true, texts), value: colors, target: '/;color=blue;color=black;color=brown', source: styleTable },
  { title: 'matrix, object', parameter: color('matrix', false, integersByName), value: rgb, target: '/;color=R,100,G,200,B,150', source: styleTable },
  { title: 'matrix, object, exploded', parameter: color('matrix', true, integersByName), value: rgb, target: '/;R=100;G=200;B=150', source: styleTable },

  { title: 'no style: simple', parameter: { name: 'color', in: 'path', schema: texts }, value: colors, target: '/blue,black,brown', source: 'OpenAPI 3.1.1 §4.8.12.2.2 style' },
  { title: 'no explode: off, for simple', parameter: { name: 'color', in: 'path', schema: integersByName }, value: rgb, target: '/R,100,G,200,B,150', source: 'OpenAPI 3.1.1 §4.8.12.2.2 explode' },
  { title: 'no explode: off, for label', parameter: { name: 'color', in: 'path', style: 'label', schema: texts }, value: colors, target: '/.blue,black,brown', source: 'OpenAPI 3.1.1 §4.8.12.2.2 explode' },
  { title: 'no explode: off, for matrix', parameter: { name: 'color', in: 'path', style: 'matrix', schema: texts }, value: colors, target: '/;color=blue,black,brown', source: 'OpenAPI 3.1.1 §4.8.12.2.2 explode' },
  { title: 'array of one', parameter: color('simple', false, texts), value: ['blue'], target: '/blue', source: 'RFC 6570 §3.2.1' },
  { title: 'matrix, array of one, exploded', parameter: color('matrix', true, texts), value: ['blue'], target: '/;color=blue', source: 'RFC 6570 §3.2.7' },
  { title: 'numbers in an array', parameter: color('simple', false, integers), value: [3, 4, 5], target: '/3,4,5', source: styleTable },
  { title: 'matrix writes no = before an empty value', parameter: color('matrix', false, text), value: '', target: '/;color', source: 'RFC 6570 §3.2.7' },
  { title: 'label, value in a mixed segment', path: '/files/report{color}', parameter: color('label', false, text), value: 'pdf', target: '/files/report.pdf', source: 'RFC 6570 §3.2.5' },

  { title: 'integer', parameter: color('simple', false, integer), value: 7, target: '/7', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'zero', parameter: color('simple', false, integer), value: 0, target: '/0', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'negative number', parameter: color('simple', false, number), value: -1.5, target: '/-1.5', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'false', parameter: color('simple', false, boolean), value: false, target: '/false', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'text that looks like a number', parameter: primitive, value: '007', target: '/007', source: 'OpenAPI 3.1.1 appendix B' },

  { title: 'unreserved characters stay', parameter: primitive, value: 'aZ09-._~', target: '/aZ09-._~', source: 'RFC 3986 §2.3' },
  { title: 'space', parameter: primitive, value: 'a b', target: '/a%20b', source: percentEncoding },
  { title: 'slash', parameter: primitive, value: 'a/b', target: '/a%2Fb', source: 'OpenAPI 3.1.1 §4.2 path templating' },
  { title: 'a backslash, which WHATWG parsers read as a slash', parameter: primitive, value: 'a\\b', target: '/a%5Cb', source: 'WHATWG URL §4.4 path state' },
  { title: 'question mark', parameter: primitive, value: 'a?b', target: '/a%3Fb', source: 'OpenAPI 3.1.1 §4.2 path templating' },
  { title: 'number sign', parameter: primitive, value: 'a#b', target: '/a%23b', source: 'OpenAPI 3.1.1 §4.2 path templating' },
  { title: 'percent sign', parameter: primitive, value: '100%', target: '/100%25', source: 'RFC 3986 §2.4' },
  { title: 'text that is percent-encoded already', parameter: primitive, value: 'a%2Fb', target: '/a%252Fb', source: 'RFC 3986 §2.4' },
  { title: 'encoded dots as text', parameter: primitive, value: '%2e%2e', target: '/%252e%252e', source: 'RFC 3986 §2.4' },
  { title: 'plus', parameter: primitive, value: 'a+b', target: '/a%2Bb', source: simpleExpansion },
  { title: 'ampersand and equals sign', parameter: primitive, value: 'a&b=c', target: '/a%26b%3Dc', source: simpleExpansion },
  { title: 'semicolon and comma', parameter: primitive, value: 'a;b,c', target: '/a%3Bb%2Cc', source: simpleExpansion },
  { title: 'colon and at sign', parameter: primitive, value: 'a:b@c', target: '/a%3Ab%40c', source: simpleExpansion },
  { title: 'sub-delimiters', parameter: primitive, value: "!$'()*", target: '/%21%24%27%28%29%2A', source: simpleExpansion },
  { title: 'brackets', parameter: primitive, value: '[a]', target: '/%5Ba%5D', source: simpleExpansion },
  { title: 'characters that no URI has', parameter: primitive, value: '"<>^`{|}', target: '/%22%3C%3E%5E%60%7B%7C%7D', source: 'RFC 3986 §2' },
  { title: 'é', parameter: primitive, value: 'é', target: '/%C3%A9', source: 'RFC 3986 §2.5' },
  { title: 'decomposed é is not composed', parameter: primitive, value: 'e\u0301', target: '/e%CC%81', source: 'RFC 6570 §1.6' },
  { title: 'emoji', parameter: primitive, value: '🎈', target: '/%F0%9F%8E%88', source: 'RFC 3986 §2.5' },
  { title: 'line break', parameter: primitive, value: 'a\r\nb', target: '/a%0D%0Ab', source: percentEncoding },
  { title: 'three dots', parameter: primitive, value: '...', target: '/...', source: 'RFC 3986 §3.3 (no dot segment)' },
  { title: 'dots inside a value', parameter: primitive, value: '../a', target: '/..%2Fa', source: 'RFC 3986 §3.3 (no dot segment)' },
  { title: 'a leading dot', parameter: primitive, value: '.env', target: '/.env', source: 'RFC 3986 §3.3 (no dot segment)' },
  { title: 'text that looks like its own template', parameter: primitive, value: '{color}', target: '/%7Bcolor%7D', source: 'RFC 6570 §3.1 (expanded once)' },
  { title: 'text that looks like a replacement pattern', parameter: primitive, value: "$&$1$$$`$'", target: '/%24%26%241%24%24%24%60%24%27', source: 'RFC 6570 §3.1 (expanded once)' },
  { title: 'comma inside an item', parameter: color('simple', false, texts), value: ['a,b', 'c'], target: '/a%2Cb,c', source: 'RFC 6570 §3.2.1' },
  { title: 'label: a dot inside an item stays, being unreserved', parameter: color('label', true, texts), value: ['a.b', 'c'], target: '/.a.b.c', source: 'RFC 6570 §3.2.5' },
  { title: 'matrix: semicolon inside an item', parameter: color('matrix', true, texts), value: ['a;b', 'c=d'], target: '/;color=a%3Bb;color=c%3Dd', source: 'RFC 6570 §3.2.7' },
  { title: 'special characters in keys and values of an object', parameter: color('simple', true, open), value: { 'a/b': 'c d', é: '=' }, target: '/a%2Fb=c%20d,%C3%A9=%3D', source: 'RFC 6570 §3.2.1' },
  { title: 'matrix writes its own name, encoded', path: '/{my color}', parameter: { name: 'my color', in: 'path', style: 'matrix' }, argument: 'my_color', value: 'blue', target: '/;my%20color=blue', source: 'OpenAPI 3.1.1 appendix C' },
  { title: 'allowReserved: delimiters of paths are encoded', parameter: { ...primitive, allowReserved: true }, value: 'a/b?c', target: '/a%2Fb%3Fc', source: 'OpenAPI 3.1.1 §4.8.12.2.2 allowReserved, §4.2 path templating' },

  { title: '64-bit integer as text', parameter: color('simple', false, integer), value: '9223372036854775807', target: '/9223372036854775807', source: 'design: Arguments' },
  { title: '64-bit integers, matrix, exploded', parameter: color('matrix', true, integers), value: ['9223372036854775807', 1], target: '/;color=9223372036854775807;color=1', source: 'design: Arguments' },
  { title: 'an action after a colon', path: '/operations/{color}:cancel', parameter: primitive, value: 'a:b', target: '/operations/a%3Ab:cancel', source: 'OpenAPI 3.1.1 §4.2, Google AIP-136' },
  { title: 'a key of OData', path: '/Products({color})', parameter: color('simple', false, integer), value: 3, target: '/Products(3)', source: 'OData 4.01 URL Conventions §4.3.1' },
  { title: 'a function of OData', path: "/Products/NS.ByName(name='{color}')", parameter: primitive, value: 'a b', target: "/Products/NS.ByName(name='a%20b')", source: 'OData 4.01 URL Conventions §4.5.2' },
  { title: 'a name twice', path: '/{color}/like/{color}', parameter: primitive, value: 'a/b', target: '/a%2Fb/like/a%2Fb', source: 'RFC 6570 §3.1' },
  { title: 'a name with an asterisk is a name', path: '/{color*}', parameter: { name: 'color*', in: 'path' }, argument: 'color', value: 'a/b', target: '/a%2Fb', source: 'OpenAPI 3.1.1 §4.2 (no explode modifier in a path template)' },
  { title: 'a brace without its other half', path: '/a}b/{color}/c}d{e', parameter: primitive, value: 'x', target: '/a%7Db/x/c%7Dd%7Be', source: 'RFC 3986 §2 (no braces in a URI)' },
  { title: 'a slash in a name', path: '/a{/color}', parameter: { name: '/color', in: 'path' }, argument: 'color', value: '../x', target: '/a..%2Fx', source: 'OpenAPI 3.2.0 §4.8.2 (any name but braces)' },
  { title: 'empty braces', path: '/a{}/{color}', parameter: primitive, value: 'x', target: '/a%7B%7D/x', source: 'RFC 3986 §2 (no braces in a URI)' },
  { title: 'braces in braces', path: '/{{color}}', parameter: primitive, value: 'x', target: '/x', source: 'practice: Postman' },
  { title: 'a query in the path', path: '/colors?by=name&of={color}#top', parameter: primitive, value: 'a&b', target: '/colors?by=name&of=a%26b', source: 'practice: Amazon, Azure' },
  { title: 'allowReserved: what ends no segment stays', parameter: { ...primitive, allowReserved: true }, value: "a:b@c;d,e!f$&'()*+=%20%41", target: "/a:b@c;d,e!f$&'()*+=%20%41", source: 'OpenAPI 3.2.0 §4.12.2.2' },
  { title: 'allowReserved: brackets are encoded in a segment', parameter: { ...primitive, allowReserved: true }, value: 'a[b]', target: '/a%5Bb%5D', source: 'OpenAPI 3.2.0 §4.12.2.2, RFC 3986 §3.3' },
  { title: 'allowReserved: a comma in an item would begin another one', parameter: { ...color('simple', false, texts), allowReserved: true }, value: ['a,b', 'c:d'], target: '/a%2Cb,c:d', source: 'RFC 6570 §3.2.2' },
  { title: 'allowReserved: a semicolon would begin another matrix parameter', parameter: { ...color('matrix', false, { type: 'string' }), allowReserved: true }, value: 'a;b=c', target: '/;color=a%3Bb=c', source: 'RFC 6570 §3.2.7' },
  { title: 'allowReserved: a matrix parameter', parameter: { ...color('matrix', true, texts), allowReserved: true }, value: ['..', 'a/b'], target: '/;color=..;color=a%2Fb', source: 'OpenAPI 3.2.0 §4.12.2.2' },
  { title: 'encoded dots in a longer text, allowReserved', parameter: { ...primitive, allowReserved: true }, value: '%2e%2ex', target: '/%2e%2ex', source: 'WHATWG URL §4.4' },
  { title: 'content: XML', parameter: { name: 'color', in: 'path', content: { 'application/xml': { schema: { type: 'object', xml: { name: 'c' } } } } }, value: { a: 'b' }, target: '/%3Cc%3E%3Ca%3Eb%3C%2Fa%3E%3C%2Fc%3E', source: 'OpenAPI 3.1.1 §4.8.12.2.3, §4.8.26' },
  { title: 'content: JSON', parameter: { name: 'color', in: 'path', content: { 'application/json': { schema: open } } }, value: { R: 100 }, target: '/%7B%22R%22%3A100%7D', source: 'OpenAPI 3.1.1 §4.8.12.2.3' },
  { title: 'text beside the template', path: '/colors/v{color}.json', parameter: primitive, value: '1.0', target: '/colors/v1.0.json', source: 'OpenAPI 3.1.1 §4.2' },
  { title: 'a literal path retains its sub-delimiters', path: '/a:b/{color}@(c)', parameter: primitive, value: 'x', target: '/a:b/x@(c)', source: 'OpenAPI 3.1.1 §4.8.8 (appended)' },
  { title: 'a literal path retains its percent-encoding', path: '/a%2Fb/{color}', parameter: primitive, value: 'x', target: '/a%2Fb/x', source: 'OpenAPI 3.1.1 §4.8.8 (appended)' },
  { title: 'a literal path retains its last slash', path: '/colors/{color}/', parameter: primitive, value: 'x', target: '/colors/x/', source: 'OpenAPI 3.1.1 §4.8.8 (appended)' },
];

/** Several path parameters: the path, the arguments and the target. */
// prettier-ignore
export const severalPathRows = [
  { title: 'in the order of the template', path: '/{second}/{first}', args: { first: '1', second: '2' }, target: '/2/1', source: 'RFC 6570 §3.1' },
  { title: 'two in one segment', path: '/{first}...{second}', args: { first: 'main', second: 'dev/1' }, target: '/main...dev%2F1', source: 'OpenAPI 3.1.1 §4.2' },
  { title: 'a value that names the other', path: '/{first}/{second}', args: { first: '{second}', second: 'b' }, target: '/%7Bsecond%7D/b', source: 'RFC 6570 §3.1 (expanded once)' },
];

// prettier-ignore
export const refusedPathRows: RefusedRow[] = [
  // An empty segment addresses the collection, often with worse consequences than the item.
  { title: 'empty string', parameters: [primitive], args: { color: '' }, names: 'color', source: 'RFC 3986 §3.3, RFC 6570 §3.2.2' },
  { title: 'empty array', parameters: [color('simple', false, texts)], args: { color: [] }, names: 'color', source: 'RFC 6570 §2.3' },
  { title: 'array of one empty string', parameters: [color('simple', false, texts)], args: { color: [''] }, names: 'color', source: 'RFC 3986 §3.3' },
  { title: 'empty object', parameters: [color('simple', false, open)], args: { color: {} }, names: 'color', source: 'RFC 6570 §2.3' },
  { title: 'missing', parameters: [primitive], args: {}, names: 'color', source: 'OpenAPI 3.1.1 §4.8.12.2 required' },
  { title: 'null', parameters: [primitive], args: { color: null }, names: 'color', source: 'RFC 6570 §2.3' },
  { title: 'null, where the schema allows it', parameters: [color('simple', false, { type: ['string', 'null'] })], args: { color: null }, names: 'color', source: 'RFC 6570 §2.3' },
  // `%2e` is a dot to every URL parser, so encoding it would not prevent the request from leaving its parent.
  { title: '.', parameters: [primitive], args: { color: '.' }, names: 'color', source: 'RFC 3986 §3.3, WHATWG URL §4.4' },
  { title: '..', parameters: [primitive], args: { color: '..' }, names: 'color', source: 'RFC 3986 §3.3, WHATWG URL §4.4' },
  { title: '.. as an array', parameters: [color('simple', false, texts)], args: { color: ['..'] }, names: 'color', source: 'RFC 3986 §3.3' },
  { title: '.. in the middle', path: '/a/{color}/b', parameters: [primitive], args: { color: '..' }, names: 'color', source: 'RFC 3986 §3.3' },
  { title: 'label with an empty value', parameters: [color('label', false, text)], args: { color: '' }, names: 'color', source: 'RFC 6570 §3.2.5 (a dot), RFC 3986 §3.3' },
  { title: 'label with a dot', parameters: [color('label', false, text)], args: { color: '.' }, names: 'color', source: 'RFC 6570 §3.2.5 (two dots), RFC 3986 §3.3' },
  { title: '.. under a name with a slash', path: '/a/{/color}', parameters: [{ name: '/color', in: 'path' }], args: { color: '..' }, names: 'color', source: 'RFC 3986 §3.3' },
  { title: 'allowReserved: encoded dots', parameters: [{ ...primitive, allowReserved: true }], args: { color: '%2E%2e' }, names: 'color', source: 'WHATWG URL §4.4 (double-dot URL path segment)' },
  { title: 'allowReserved: a dot and an encoded one', parameters: [{ ...primitive, allowReserved: true }], args: { color: '.%2e' }, names: 'color', source: 'WHATWG URL §4.4 (double-dot URL path segment)' },
  { title: 'allowReserved: dots with a parameter', parameters: [{ ...primitive, allowReserved: true }], args: { color: '..;a=1' }, names: 'color', source: 'RFC 3986 §3.3; what Tomcat takes for the parent' },
  { title: 'label and matrix: a dot in one segment', path: '/{color}{tint}', parameters: [color('label', false, text), { name: 'tint', in: 'path', style: 'matrix' }], args: { color: '', tint: 'x' }, names: 'color', source: 'RFC 3986 §3.3; what Tomcat takes for the folder itself' },
  { title: 'two dots from two arguments', path: '/{color}{tint}', parameters: [primitive, { name: 'tint', in: 'path' }], args: { color: '.', tint: '.' }, names: 'color', source: 'RFC 3986 §3.3' },
];

function color(
  style: string,
  explode: boolean,
  schema: NonNullable<ParameterSource['schema']>,
): ParameterSource {
  return { name: 'color', in: 'path', style, explode, schema };
}
