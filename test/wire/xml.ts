import type { Json, JsonObject } from '../../src/json/value.ts';
import type { BodyRow, RefusedBodyRow } from './body.ts';
import { integer, open, text, texts } from './rows.ts';

const type = 'application/xml';
const plain = 'OpenAPI 3.1.1 §4.8.26.2.1';
const names = 'OpenAPI 3.1.1 §4.8.26.2.2';
const attributes = 'OpenAPI 3.1.1 §4.8.26.2.3';
const arrays = 'OpenAPI 3.1.1 §4.8.26.2.4';
const nodes = 'OpenAPI 3.2.0 §4.26.2';
const nulls = 'OpenAPI 3.2.0 §4.26.5, §4.26.6.8';
const escapes = 'XML 1.0 §2.4';

/** Returns a document element called `document` with one property. */
function animals(schema: JsonObject): JsonObject {
  return { type: 'object', xml: { name: 'document' }, properties: { animals: schema } };
}

function row(title: string, schema: Json, value: Json, bytes: string, source: string): BodyRow {
  return { title, body: { mediaType: type, schema }, value, bytes, source };
}

function component(title: string, schema: JsonObject, value: Json, bytes: string, source: string): BodyRow {
  return {
    ...row(title, { $ref: '#/components/schemas/Person' }, value, bytes, source),
    schemas: { Person: schema },
  };
}

const item = (xml: JsonObject) => ({ type: 'string', xml });
const three = { animals: ['dog', 'cat', 'hamster'] };
const sample = { prefix: 'sample', namespace: 'https://example.com/schema/sample' };

// prettier-ignore
export const xmlRows: BodyRow[] = [
  row('text is a document already', text, '<a b="c">d</a>', '<a b="c">d</a>', 'OpenAPI 3.1.1 §4.8.14 schema'),
  row('text is a document already, where an object is declared', open, '<?xml version="1.0"?>\n<a/>', '<?xml version="1.0"?>\n<a/>', 'design: Arguments'),
  row('no schema', {}, '<a/>', '<a/>', 'OpenAPI 3.1.1 §4.8.14 schema'),
  row('a property', animals(text), { animals: 'dog' }, '<document><animals>dog</animals></document>', plain),
  row('a list', animals(texts), three, '<document><animals>dog</animals><animals>cat</animals><animals>hamster</animals></document>', plain),
  row('numbers and booleans', open, { a: 1, b: true }, '<root><a>1</a><b>true</b></root>', 'OpenAPI 3.1.1 appendix B'),
  row('a 64-bit integer given as text', animals(integer), { animals: '9223372036854775807' }, '<document><animals>9223372036854775807</animals></document>', 'design: Arguments'),
  row('properties keep the order of the argument', open, { z: 'a', a: 'z' }, '<root><z>a</z><a>z</a></root>', 'OpenAPI 3.2.0 §4.26 (the order is undefined)'),
  row('nested objects', open, { a: { b: { c: 'x' } } }, '<root><a><b><c>x</c></b></a></root>', plain),
  row('empty object', open, {}, '<root></root>', nulls),
  row('empty text', animals(text), { animals: '' }, '<document><animals></animals></document>', nulls),
  row('empty list', animals(texts), { animals: [] }, '<document></document>', plain),

  component('root: the component’s name', { type: 'object', properties: { name: text } }, { name: 'x' }, '<Person><name>x</name></Person>', 'OpenAPI 3.2.0 §4.26.3'),
  component('root: xml.name wins', { type: 'object', xml: { name: 'human' }, properties: { name: text } }, { name: 'x' }, '<human><name>x</name></human>', 'OpenAPI 3.2.0 §4.26.3'),
  component('root: beneath allOf', { allOf: [{ type: 'object', xml: { name: 'human' } }, { type: 'object', properties: { id: { type: 'integer', xml: { attribute: true } } } }] }, { id: 1 }, '<human id="1"></human>', attributes),
  { ...row('root: a list of components', { type: 'array', items: { $ref: '#/components/schemas/Pet' }, xml: { name: 'pets', wrapped: true } }, [{ a: 'x' }, { a: 'y' }], '<pets><Pet><a>x</a></Pet><Pet><a>y</a></Pet></pets>', 'OpenAPI 3.2.0 §4.26.3'), schemas: { Pet: open } },
  { ...row('a component as a property has the property’s name', { type: 'object', xml: { name: 'a' }, properties: { owner: { $ref: '#/components/schemas/Person' } } }, { owner: { id: 1 } }, '<a><owner id="1"></owner></a>', 'OpenAPI 3.1.1 §4.8.26.1 name'), schemas: { Person: { type: 'object', properties: { id: { type: 'integer', xml: { attribute: true } } } } } },
  { ...row('a component as a property has its own xml.name', { type: 'object', xml: { name: 'a' }, properties: { owner: { $ref: '#/components/schemas/Person' } } }, { owner: {} }, '<a><human></human></a>', 'OpenAPI 3.1.1 §4.8.26.1 name'), schemas: { Person: { type: 'object', xml: { name: 'human' } } } },
  component('a component in itself', { type: 'object', properties: { id: { type: 'integer', xml: { attribute: true } }, child: { $ref: '#/components/schemas/Person' } } }, { id: 1, child: { id: 2, child: { id: 3 } } }, '<Person id="1"><child id="2"><child id="3"></child></child></Person>', attributes),

  row('name', animals(item({ name: 'animal' })), { animals: 'dog' }, '<document><animal>dog</animal></document>', names),
  component('attribute, prefix and namespace', { type: 'object', properties: { id: { type: 'integer', format: 'int32', xml: { attribute: true } }, name: { type: 'string', xml: sample } } }, { id: 123, name: 'example' }, '<Person id="123"><sample:name xmlns:sample="https://example.com/schema/sample">example</sample:name></Person>', attributes),
  component('attributes come first whatever their place', { type: 'object', properties: { id: { type: 'integer', xml: { attribute: true } } } }, { name: 'x', id: 1 }, '<Person id="1"><name>x</name></Person>', attributes),
  component('attribute with a name', { type: 'object', properties: { id: { type: 'integer', xml: { attribute: true, name: 'ID' } } } }, { id: 1 }, '<Person ID="1"></Person>', attributes),
  component('attribute with a namespace', { type: 'object', properties: { id: { type: 'integer', xml: { attribute: true, ...sample } } } }, { id: 1 }, '<Person xmlns:sample="https://example.com/schema/sample" sample:id="1"></Person>', 'Namespaces in XML 1.0 §6.2'),
  component('two attributes of one namespace', { type: 'object', properties: { a: { type: 'integer', xml: { attribute: true, ...sample } }, b: { type: 'integer', xml: { attribute: true, ...sample } } } }, { a: 1, b: 2 }, '<Person xmlns:sample="https://example.com/schema/sample" sample:a="1" sample:b="2"></Person>', 'XML 1.0 §3.1 (no attribute twice)'),
  component('namespace without a prefix', { type: 'object', xml: { namespace: 'https://a.example/?b&c' }, properties: { name: text } }, { name: 'x' }, '<Person xmlns="https://a.example/?b&amp;c"><name>x</name></Person>', 'Namespaces in XML 1.0 §6.2'),
  component('prefix and namespace of the root', { type: 'object', xml: sample, properties: { name: text } }, { name: 'x' }, '<sample:Person xmlns:sample="https://example.com/schema/sample"><name>x</name></sample:Person>', attributes),

  row('list: the name of its items', animals({ type: 'array', items: item({ name: 'animal' }) }), three, '<document><animal>dog</animal><animal>cat</animal><animal>hamster</animal></document>', arrays),
  row('list: its own name has no effect', animals({ type: 'array', items: item({ name: 'animal' }), xml: { name: 'aliens' } }), three, '<document><animal>dog</animal><animal>cat</animal><animal>hamster</animal></document>', arrays),
  row('list: its own name has none without names of items either', animals({ type: 'array', items: text, xml: { name: 'aliens' } }), { animals: ['dog'] }, '<document><animals>dog</animals></document>', 'OpenAPI 3.1.1 §4.8.26.1 name'),
  row('wrapped list', animals({ type: 'array', items: text, xml: { wrapped: true } }), { animals: ['dog', 'cat'] }, '<document><animals><animals>dog</animals><animals>cat</animals></animals></document>', arrays),
  row('wrapped list, the name of its items', animals({ type: 'array', items: item({ name: 'animal' }), xml: { wrapped: true } }), { animals: ['dog'] }, '<document><animals><animal>dog</animal></animals></document>', arrays),
  row('wrapped list, both names', animals({ type: 'array', items: item({ name: 'animal' }), xml: { wrapped: true, name: 'aliens' } }), { animals: ['dog'] }, '<document><aliens><animal>dog</animal></aliens></document>', arrays),
  row('wrapped list, its own name', animals({ type: 'array', items: text, xml: { wrapped: true, name: 'aliens' } }), { animals: ['dog'] }, '<document><aliens><aliens>dog</aliens></aliens></document>', arrays),
  row('wrapped list, empty', animals({ type: 'array', items: text, xml: { wrapped: true } }), { animals: [] }, '<document><animals></animals></document>', arrays),
  row('wrapped list, nullable', animals({ type: ['array', 'null'], items: text, xml: { wrapped: true } }), { animals: ['dog'] }, '<document><animals><animals>dog</animals></animals></document>', arrays),
  row('list of objects', animals({ type: 'array', items: { type: 'object', xml: { name: 'animal' }, properties: { id: { type: 'integer', xml: { attribute: true } } } } }), { animals: [{ id: 1, n: 'x' }, { id: 2 }] }, '<document><animal id="1"><n>x</n></animal><animal id="2"></animal></document>', arrays),
  row('properties that have no name in the schema', { type: 'object', xml: { name: 'document' }, additionalProperties: { type: 'object', properties: { id: { type: 'integer', xml: { attribute: true } } } } }, { a: { id: 1 } }, '<document><a id="1"></a></document>', attributes),
  row('a member of a union', animals({ oneOf: [{ type: 'object', properties: { id: { type: 'integer', xml: { attribute: true } } }, required: ['id'] }, text] }), { animals: { id: 1 } }, '<document><animals id="1"></animals></document>', attributes),

  row('nodeType element of a list', animals({ type: 'array', items: text, xml: { nodeType: 'element' } }), { animals: ['dog'] }, '<document><animals><animals>dog</animals></animals></document>', nodes),
  row('nodeType attribute', animals({ type: 'string', xml: { nodeType: 'attribute' } }), { animals: 'dog' }, '<document animals="dog"></document>', nodes),
  row('nodeType text, beside an attribute', { type: 'array', xml: { nodeType: 'element', name: 'animals' }, items: { xml: { name: 'animal' }, properties: { kind: { type: 'string', xml: { nodeType: 'attribute' } }, name: { type: 'string', xml: { nodeType: 'text' } } } } }, [{ kind: 'Cat', name: 'Fluffy' }, { kind: 'Dog', name: 'Fido' }], '<animals><animal kind="Cat">Fluffy</animal><animal kind="Dog">Fido</animal></animals>', 'OpenAPI 3.2.0 §4.26.6.5'),
  component('nodeType cdata', { type: 'object', properties: { content: { type: 'string', xml: { nodeType: 'cdata' } } } }, { content: '<b>]]></b>' }, '<Person><![CDATA[<b>]]]]><![CDATA[></b>]]></Person>', 'OpenAPI 3.2.0 §4.26.6.6, XML 1.0 §2.7'),
  row('nodeType none', animals({ type: 'object', xml: { nodeType: 'none' } }), { animals: { a: 'x' } }, '<document><a>x</a></document>', nodes),
  row('prefixItems', { xml: { nodeType: 'element', name: 'OneTwoThree' }, type: 'array', prefixItems: [{ xml: { name: 'One' }, type: 'string' }, { xml: { name: 'Two' }, type: 'object', properties: { unit: { type: 'string', xml: { nodeType: 'attribute' } }, value: { type: 'number', xml: { nodeType: 'text' } } } }, { xml: { name: 'Three' }, type: ['boolean', 'null'] }] }, ['Some text', { unit: 'cubits', value: 42 }, null], '<OneTwoThree><One>Some text</One><Two unit="cubits">42</Two><Three xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></OneTwoThree>', 'OpenAPI 3.2.0 §4.26.6.7'),
  row('text between elements', { xml: { nodeType: 'element', name: 'Report' }, type: 'array', prefixItems: [{ type: 'string', xml: { nodeType: 'text' } }, { type: 'number', xml: { name: 'data' } }, { type: 'string', xml: { nodeType: 'text' } }] }, ['Some preamble text.', 42, 'Some postamble text.'], '<Report>Some preamble text.<data>42</data>Some postamble text.</Report>', 'OpenAPI 3.2.0 §4.26.6.7'),
  row('null: xsi:nil, and no attribute', { type: 'object', xml: { name: 'product' }, properties: { count: { type: ['number', 'null'], xml: { attribute: true } }, related: { type: ['object', 'null'] } } }, { count: null, related: null }, '<product><related xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/></product>', nulls),

  row('markup in text', animals(text), { animals: '<a>&"\'' }, '<document><animals>&lt;a&gt;&amp;"\'</animals></document>', escapes),
  component('markup in an attribute', { type: 'object', properties: { id: { type: 'string', xml: { attribute: true } } } }, { id: '<"\n\t&>' }, '<Person id="&lt;&quot;&#10;&#9;&amp;&gt;"></Person>', 'XML 1.0 §2.4, §3.3.3'),
  row('line breaks', animals(text), { animals: 'a\r\nb\n' }, '<document><animals>a&#13;\nb\n</animals></document>', 'XML 1.0 §2.11'),
  row('Unicode as UTF-8', animals(text), { animals: 'é日🎈' }, '<document><animals>é日🎈</animals></document>', 'RFC 7303 §3'),
  row('text that is no reference', animals(text), { animals: '&lt;' }, '<document><animals>&amp;lt;</animals></document>', escapes),
  row('elements beyond ASCII', open, { é: 'x' }, '<root><é>x</é></root>', 'XML 1.0 §2.3'),

  { ...row('text/xml', open, { a: 'é' }, '<root><a>é</a></root>', 'RFC 7303 §9.2'), body: { mediaType: 'text/xml', schema: open } },
  { ...row('+xml, its parameters kept', open, { a: '1' }, '<root><a>1</a></root>', 'RFC 7303 §8'), body: { mediaType: 'application/atom+xml; type=entry', schema: open } },
  { ...row('of OpenAPI 3.0, nullable', { type: 'object', xml: { name: 'a' }, nullable: true, properties: { id: { type: 'integer', xml: { attribute: true } } } }, { id: 1 }, '<a id="1"></a>', 'OpenAPI 3.0.4 §4.7.26'), openapi: '3.0.3' },
];

// prettier-ignore
export const refusedXmlRows: RefusedBodyRow[] = [
  { title: 'an invalid name', body: { mediaType: type, schema: open }, value: { 'a b': 'x' }, names: 'body.a b: "a b" is not a valid name of an XML element', source: 'XML 1.0 §2.3' },
  { title: 'a name that would be markup', body: { mediaType: type, schema: open }, value: { 'a><b': 'x' }, names: 'is not a valid name of an XML element', source: 'XML 1.0 §2.3' },
  { title: 'a control character', body: { mediaType: type, schema: open }, value: { a: 'x\u0000' }, names: 'body.a: holds "\\u0000", which XML cannot carry', source: 'XML 1.0 §2.2' },
  { title: 'text that is not a document', body: { mediaType: type, schema: { type: 'object' } }, value: 'a', names: 'body: must be object', source: 'OpenAPI 3.1.1 §4.8.24' },
];
