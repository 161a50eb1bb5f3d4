// Creates a document as large as Microsoft Graph's: 11,422 operations on entities that refer to one another, about 20 MB.
// node bench/graph.js <file>
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const entities = 600;
const operations = 11_422;

/** Returns the document as an object. */
export function createGraphDocument() {
  const schemas = Object.fromEntries(
    Array.from({ length: entities }, (_, index) => [`entity${index}`, entity(index)]),
  );
  const paths = {};
  for (let index = 0; index < operations; index += 2) {
    const name = `entity${(index / 2) % entities}`;
    const path = `/collections/${Math.floor(index / 2 / entities)}/${name}/{id}`;
    paths[path] = {
      get: operation(`get_${index}`, name, [...query, id]),
      patch: {
        ...operation(`update_${index + 1}`, name, [id]),
        requestBody: { required: true, content: json(name) },
      },
    };
  }
  return {
    openapi: '3.0.4',
    info: { title: 'Graph', version: '1.0.0' },
    servers: [{ url: 'https://graph.example/v1.0' }],
    paths,
    components: { schemas },
  };
}

const prose = 'Collections of entities are read in pages, and each entity names those it belongs to. '.repeat(
  9,
);
const id = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Key of the entity',
  schema: { type: 'string' },
};
const query = ['$select', '$expand', '$filter'].map((name) => ({
  name,
  in: 'query',
  style: 'form',
  explode: false,
  description: 'Properties to be returned',
  schema: { type: 'array', uniqueItems: true, items: { type: 'string' } },
}));

function operation(operationId, name, parameters) {
  return {
    operationId,
    tags: [name],
    summary: `Handle ${name}`,
    description: prose,
    parameters,
    responses: {
      200: { description: 'Retrieved entity', content: json(name) },
      default: { description: 'Error' },
    },
  };
}

function json(name) {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
}

/** Returns the schema of an entity. Every 14th entity refers to others of its group, so that each reaches all of them. */
function entity(index) {
  const texts = Array.from({ length: 12 }, (_, field) => [
    `property${field}`,
    { type: 'string', nullable: true, description: `Property ${field} of the entity` },
  ]);
  const links = (index % 14 === 0 ? [14, 28, 84] : []).map((step) => [
    `link${step}`,
    { nullable: true, allOf: [{ $ref: `#/components/schemas/entity${(index + step) % (14 * 42)}` }] },
  ]);
  return { type: 'object', title: `entity${index}`, properties: Object.fromEntries([...texts, ...links]) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , file] = process.argv;
  if (file === undefined) {
    console.error('Usage: node bench/graph.js <file>');
    process.exit(2);
  }
  const text = JSON.stringify(createGraphDocument());
  writeFileSync(file, text);
  console.log(`${operations} operations, ${(text.length / 1e6).toFixed(1)} MB`);
}
