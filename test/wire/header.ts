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
} from './rows.ts';

/** The only header `X-Color`, or `undefined` without one. */
export interface HeaderRow extends ParameterRow {
  header: string | undefined;
}

const primitive = color(false, text);
const array = color(false, texts);
// 3.1 applies the encoding of RFC 6570 and warns about it. 3.2 states that headers are not encoded.
const unencoded = 'OpenAPI 3.2.0 §4.12.2.2, OpenAPI 3.1.1 appendix D';
const fieldValue = 'RFC 9110 §5.5';

// prettier-ignore
export const headerRows: HeaderRow[] = [
  { title: 'string', parameter: primitive, value: blue, header: 'blue', source: styleTable },
  { title: 'string, exploded', parameter: color(true, text), value: blue, header: 'blue', source: styleTable },
  { title: 'array', parameter: array, value: colors, header: 'blue,black,brown', source: styleTable },
  { title: 'array, exploded', parameter: color(true, texts), value: colors, header: 'blue,black,brown', source: styleTable },
  { title: 'object', parameter: color(false, integersByName), value: rgb, header: 'R,100,G,200,B,150', source: styleTable },
  { title: 'object, exploded', parameter: color(true, integersByName), value: rgb, header: 'R=100,G=200,B=150', source: styleTable },
  { title: 'no style and no explode', parameter: { name: 'X-Color', in: 'header', schema: integersByName }, value: { R: 1 }, header: 'R,1', source: 'OpenAPI 3.1.1 §4.8.12.2.2' },
  { title: 'integer', parameter: color(false, integer), value: 7, header: '7', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'zero', parameter: color(false, integer), value: 0, header: '0', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'true', parameter: color(false, boolean), value: true, header: 'true', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'false', parameter: color(false, boolean), value: false, header: 'false', source: 'OpenAPI 3.1.1 appendix B' },
  { title: 'array of one', parameter: array, value: ['blue'], header: 'blue', source: 'RFC 6570 §3.2.1' },
  { title: 'empty string', parameter: primitive, value: '', header: '', source: 'RFC 6570 §3.2.2, RFC 9110 §5.5' },
  { title: 'empty array: not sent', parameter: array, value: [], header: undefined, source: 'RFC 6570 §2.3' },
  { title: 'empty object: not sent', parameter: color(false, open), value: {}, header: undefined, source: 'RFC 6570 §2.3' },
  { title: 'null: not sent', parameter: color(false, orNull), value: null, header: undefined, source: undefinedValues },
  { title: 'array of nulls: not sent', parameter: color(false, { type: 'array', items: orNull }), value: [null], header: undefined, source: undefinedValues },
  { title: 'null inside an array is left out', parameter: color(false, { type: 'array', items: orNull }), value: ['a', null, 'b'], header: 'a,b', source: undefinedValues },
  { title: 'spaces and punctuation stay', parameter: primitive, value: 'a b; c="d" (e/f)', header: 'a b; c="d" (e/f)', source: unencoded },
  { title: 'an entity tag stays', parameter: primitive, value: 'W/"abc"', header: 'W/"abc"', source: unencoded },
  { title: 'percent sign stays', parameter: primitive, value: '50% %20', header: '50% %20', source: unencoded },
  { title: 'comma inside a string stays', parameter: primitive, value: 'Tue, 15 Nov', header: 'Tue, 15 Nov', source: unencoded },
  { title: 'items are not encoded either', parameter: array, value: ['a b', 'c/d'], header: 'a b,c/d', source: unencoded },
  { title: 'tab inside', parameter: primitive, value: 'a\tb', header: 'a\tb', source: fieldValue },
  { title: 'é as one byte of ISO-8859-1', parameter: primitive, value: 'é', header: 'é', source: `${fieldValue} obs-text` },
  { title: 'text that looks like a template', parameter: primitive, value: '{X-Color}$&', header: '{X-Color}$&', source: unencoded },
  { title: 'content: JSON', parameter: { name: 'X-Color', in: 'header', content: { 'application/json': { schema: open } } }, value: { a: [1, 'b c'] }, header: '{"a":[1,"b c"]}', source: 'OpenAPI 3.1.1 §4.8.12.2.3' },
  { title: 'content: JSON beyond ASCII, escaped', parameter: { name: 'X-Color', in: 'header', content: { 'application/json': { schema: open } } }, value: { a: 'é日🎈\u007f' }, header: String.raw`{"a":"\u00e9\u65e5\ud83c\udf88\u007f"}`, source: 'RFC 8259 §7, RFC 9110 §5.5; as Dropbox asks for' },
  { title: '64-bit integer as text', parameter: color(false, integer), value: '-9223372036854775808', header: '-9223372036854775808', source: 'design: Arguments' },
  { title: 'format date-time stays', parameter: color(false, { type: 'string', format: 'date-time' }), value: '2026-01-02T03:04:05+06:00', header: '2026-01-02T03:04:05+06:00', source: unencoded },
  { title: 'content: plain text', parameter: { name: 'X-Color', in: 'header', content: { 'text/plain': { schema: text } } }, value: 'a, b', header: 'a, b', source: 'OpenAPI 3.1.1 appendix D' },
];

// prettier-ignore
export const refusedHeaderRows: RefusedRow[] = [
  { title: 'CR and LF', parameters: [primitive], args: { 'X-Color': 'a\r\nX-Admin: 1' }, names: 'X-Color', source: fieldValue },
  { title: 'LF', parameters: [primitive], args: { 'X-Color': 'a\nb' }, names: 'X-Color', source: fieldValue },
  { title: 'CR', parameters: [primitive], args: { 'X-Color': 'a\rb' }, names: 'X-Color', source: fieldValue },
  { title: 'a line break at the end', parameters: [primitive], args: { 'X-Color': 'a\n' }, names: 'X-Color', source: fieldValue },
  { title: 'NUL', parameters: [primitive], args: { 'X-Color': 'a\u0000b' }, names: 'X-Color', source: fieldValue },
  { title: 'another control character', parameters: [primitive], args: { 'X-Color': 'a\u0007b' }, names: 'X-Color', source: fieldValue },
  { title: 'DEL', parameters: [primitive], args: { 'X-Color': 'a\u007fb' }, names: 'X-Color', source: fieldValue },
  { title: 'a line break in an item', parameters: [array], args: { 'X-Color': ['a', 'b\nc'] }, names: 'X-Color', source: fieldValue },
  { title: 'a line break in a key', parameters: [color(true, open)], args: { 'X-Color': { 'a\nb': 1 } }, names: 'X-Color', source: fieldValue },
  // Servers would have to guess the encoding of UTF-8 bytes, so such values are refused.
  { title: 'beyond ISO-8859-1', parameters: [primitive], args: { 'X-Color': '日本' }, names: 'X-Color', source: fieldValue },
  { title: 'emoji', parameters: [primitive], args: { 'X-Color': '🎈' }, names: 'X-Color', source: fieldValue },
  // A character whose low byte is LF must not become LF.
  { title: 'U+010A', parameters: [primitive], args: { 'X-Color': 'a\u010Ab' }, names: 'X-Color', source: fieldValue },
];

function color(explode: boolean, schema: JsonObject): ParameterSource {
  return { name: 'X-Color', in: 'header', style: 'simple', explode, schema };
}
