import type { BodySource } from '../support/document.ts';
import type { Json } from '../../src/json/value.ts';
import type { BodyRow } from './body.ts';
import { open, text } from './rows.ts';

const ndjson = 'application/x-ndjson';
const sequence = 'OpenAPI 3.2.0 §4.14.3.1, §4.14.6.2';
const events = 'HTML §9.2.5, OpenAPI 3.2.0 §4.14.4';
const list = { type: 'array', items: open };

function row(
  title: string,
  body: BodySource,
  value: Json,
  bytes: string,
  source: string,
  rest: Partial<BodyRow> = {},
): BodyRow {
  return { title, body, value, bytes, source, ...rest };
}

// prettier-ignore
export const linesRows: BodyRow[] = [
  row('NDJSON', { mediaType: ndjson, schema: list }, [{ a: 1 }, { b: 'x' }], '{"a":1}\n{"b":"x"}\n', sequence),
  row('application/ndjson', { mediaType: 'application/ndjson', schema: list }, [{}], '{}\n', sequence),
  row('JSON Lines', { mediaType: 'application/jsonl', schema: list }, [{ a: 1 }, {}], '{"a":1}\n{}\n', sequence),
  row('application/x-jsonlines', { mediaType: 'application/x-jsonlines', schema: list }, [{}], '{}\n', sequence),
  row('stream+json', { mediaType: 'application/stream+json', schema: list }, [{ a: 1 }, {}], '{"a":1}\n{}\n', 'practice: Spring'),
  row('line breaks in text are escaped', { mediaType: ndjson, schema: list }, [{ a: 'x\ny\u2028' }], '{"a":"x\\ny\u2028"}\n', 'RFC 8259 §7'),
  row('any value a line', { mediaType: ndjson }, [1, 'a', null, [2]], '1\n"a"\nnull\n[2]\n', sequence),
  row('empty list', { mediaType: ndjson, schema: list }, [], '', sequence),
  row('64-bit integers', { mediaType: ndjson, schema: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } } }, [{ id: '9223372036854775807' }], '{"id":9223372036854775807}\n', 'design: Arguments'),
  row('the schema of one line, one value', { mediaType: ndjson, schema: { type: 'object', properties: { a: text } } }, { a: 'x' }, '{"a":"x"}\n', 'practice before OpenAPI 3.2'),
  row('the schema of one line, a list', { mediaType: ndjson, schema: { type: 'object', properties: { a: text } } }, [{ a: 'x' }, { a: 'y' }], '{"a":"x"}\n{"a":"y"}\n', 'practice before OpenAPI 3.2'),
  row('itemSchema', { mediaType: ndjson, content: { [ndjson]: { itemSchema: open } } }, [{ a: 1 }], '{"a":1}\n', 'OpenAPI 3.2.0 §4.14.3.1.1', { openapi: '3.2.0' }),
  row('text as it is', { mediaType: ndjson, schema: text }, '{"a":1}\n{}', '{"a":1}\n{}', 'OpenAPI 3.1.1 §4.8.14 schema'),
  row('a file', { mediaType: ndjson, schema: { type: 'string', format: 'binary' } }, 'data:application/x-ndjson;base64,e30K', '{}\n', 'OpenAPI 3.0.4 §4.4.2'),
  row('JSON text sequence', { mediaType: 'application/json-seq', schema: list }, [{ a: 1 }, {}], '\u001E{"a":1}\n\u001E{}\n', 'RFC 7464 §2.2'),
  row('+json-seq', { mediaType: 'application/geo+json-seq', schema: list }, [{}], '\u001E{}\n', 'RFC 8091 §2'),
  row('the media type’s parameters stay', { mediaType: `${ndjson}; charset=utf-8`, schema: list }, [{ a: 'é' }], '{"a":"é"}\n', 'OpenAPI 3.1.1 §4.8.13 content'),
  row('server-sent events', { mediaType: 'text/event-stream', schema: list }, [{ event: 'a', data: 'x\ny', id: '1', retry: 5 }, { data: '{"b":1}' }], 'event: a\ndata: x\ndata: y\nid: 1\nretry: 5\n\ndata: {"b":1}\n\n', events),
];
