// What makes a tool lawful for every client. Shared by bench/corpus.js and the tests.
import { UriTemplate } from '@modelcontextprotocol/sdk/shared/uriTemplate.js';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsModule from 'ajv-formats';

const addFormats = formatsModule.default;
const lawfulName = /^[a-zA-Z0-9_-]{1,64}$/;
const lawfulProperty = /^[a-zA-Z0-9_.-]{1,64}$/;
const combinators = ['anyOf', 'oneOf', 'allOf', 'not', 'enum', 'const', '$ref'];

const one = 'items additionalItems additionalProperties propertyNames contains not if then else'.split(' ');
const many = ['allOf', 'anyOf', 'oneOf', 'items', 'prefixItems'];
const maps = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];

/** OpenAPI's own keywords, and those by which a schema would be more than itself. */
const foreign = new Set(
  'nullable discriminator xml externalDocs example collectionFormat $id id $anchor $dynamicRef $dynamicAnchor $schema'.split(
    ' ',
  ),
);

/**
 * Answers what is unlawful in a descriptor's tools, as a list of `{ tool, place, reason }`. Schemas are compiled under
 * drafts 07 and 2020-12, for at most `patience` milliseconds a descriptor; what stands before a colon in a reason is its group.
 */
export function createLaw({ patience = Infinity } = {}) {
  const options = {
    strict: false,
    logger: false,
    addUsedSchema: false,
    inlineRefs: false,
    code: { optimize: false },
  };
  const drafts = [
    ['draft-07', new Ajv(options)],
    ['2020-12', new Ajv2020(options)],
  ];
  for (const [, ajv] of drafts) addFormats(ajv);

  /** Definitions are compiled once for all schemas of a document that share them, under names of their own. */
  function compile(schema, role, pools, complain) {
    const { $defs: definitions = {}, ...root } = schema;
    const pool = findPool(pools, role, definitions);
    const rename = (text) => text.replaceAll('"$ref":"#/$defs/', `"$ref":"${pool.name}/`);
    for (const [draft, ajv] of drafts) {
      try {
        for (const [name, definition] of pool.added) {
          ajv.addSchema(
            JSON.parse(rename(JSON.stringify(definition))),
            `${pool.name}/${encodeURIComponent(name)}`,
          );
        }
        ajv.compile(JSON.parse(rename(JSON.stringify(root))));
      } catch (error) {
        complain(`${role} does not compile under ${draft}: ${error.message.slice(0, 200)}`);
      }
    }
    pool.added = [];
  }

  return function judge(descriptor) {
    const end = performance.now() + patience;
    const faults = [];
    const names = new Set();
    const sound = new WeakSet();
    const compiled = new Set();
    const pools = [];
    for (const operation of descriptor.operations) {
      const complain = (reason) =>
        faults.push({ tool: operation.name, place: `${operation.method} ${operation.path}`, reason });
      if (!lawfulName.test(operation.name)) complain('its name is unlawful');
      if (names.has(operation.name)) complain('its name is taken');
      names.add(operation.name);
      judgeInput(operation, complain);
      if (operation.resource !== undefined) judgeUri(operation.resource.uri, complain);
      for (const [role, schema] of [
        ['inputSchema', operation.inputSchema],
        ['outputSchema', operation.outputSchema],
      ]) {
        if (schema === undefined) continue;
        judgeSchema(schema, role, complain, sound);
        if (performance.now() > end) continue;
        const text = JSON.stringify(schema);
        if (!compiled.has(text)) compile(schema, role, pools, complain);
        compiled.add(text);
      }
    }
    for (const [, ajv] of drafts) ajv.removeSchema();
    return faults;
  };
}

/** The pool that says nothing else under any of these names. */
function findPool(pools, role, definitions) {
  const texts = Object.entries(definitions).map(([name, schema]) => [name, schema, JSON.stringify(schema)]);
  let pool = pools.find(({ known }) => texts.every(([name, , text]) => (known.get(name) ?? text) === text));
  if (pool === undefined) {
    pool = { name: `urn:${role}:${pools.length}`, known: new Map(), added: [] };
    pools.push(pool);
  }
  for (const [name, schema, text] of texts) {
    if (!pool.known.has(name)) pool.added.push([name, schema]);
    pool.known.set(name, text);
  }
  return pool;
}

function judgeInput({ path, parameters, inputSchema }, complain) {
  if (inputSchema.type !== 'object') complain('inputSchema has no object at its root');
  if (inputSchema.additionalProperties !== false) complain('inputSchema takes arguments that are not there');
  for (const keyword of combinators)
    if (keyword in inputSchema) complain(`inputSchema has ${keyword} at its root`);
  for (const property of Object.keys(inputSchema.properties ?? {})) {
    if (!lawfulProperty.test(property)) complain(`inputSchema has an unlawful property name: ${property}`);
  }
  const placed = new Set(
    parameters.filter(({ in: location }) => location === 'path').map(({ name }) => name),
  );
  for (const [, name] of path.matchAll(/\{([^{}]+)\}/g)) {
    if (!placed.has(name)) complain(`nothing fills a place in its path: ${name}`);
  }
  for (const { argument } of parameters) {
    if (!Object.hasOwn(inputSchema.properties ?? {}, argument))
      complain(`a parameter has no argument: ${argument}`);
  }
}

/** RFC 6570 §2: expressions in the path, and one for the query. */
const variable = String.raw`[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*`;
const literal = String.raw`[!#-$&(-;=?-[\]_a-z~]|%[0-9A-F]{2}`;
const lawfulUri = new RegExp(
  `^(${literal}|\\{${variable}\\})*(\\{\\?${variable}\\*?(,${variable}\\*?)*\\})?$`,
);

function judgeUri(uri, complain) {
  if (!lawfulUri.test(uri)) complain(`its URI is no template: ${uri}`);
  else if (new UriTemplate(uri).variableNames.length > 0 !== uri.includes('{'))
    complain(`clients read other variables in its URI: ${uri}`);
}

/** Looks at each schema of a tool once; `sound` are those that other tools share and that had no fault. */
function judgeSchema(root, role, complain, sound) {
  const pending = [root];
  const seen = new Set();
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (typeof schema !== 'object' || seen.has(schema) || sound.has(schema)) continue;
    seen.add(schema);
    let isSound = true;
    const fault = (reason) => {
      isSound = false;
      complain(`${role} ${reason}`);
    };
    if ([schema.type].flat().includes('array') && schema.items === undefined)
      fault('has an array without items');
    for (const keyword of Object.keys(schema)) {
      if (foreign.has(keyword) || keyword.startsWith('x-')) fault(`has a keyword of OpenAPI: ${keyword}`);
    }
    if (typeof schema.$ref === 'string') {
      isSound = false;
      const name = /^#\/\$defs\/([^/]+)$/.exec(schema.$ref)?.[1];
      const key = name?.replaceAll('~1', '/').replaceAll('~0', '~');
      if (key === undefined || !Object.hasOwn(root.$defs ?? {}, decodeURIComponent(key))) {
        fault(`has a reference to nothing: ${schema.$ref}`);
      }
    }
    const children = childrenOf(schema);
    pending.push(...children);
    if (isSound && children.length === 0) sound.add(schema);
  }
}

function childrenOf(schema) {
  const children = [];
  for (const keyword of one) {
    const value = schema[keyword];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) children.push(value);
  }
  for (const keyword of many) if (Array.isArray(schema[keyword])) children.push(...schema[keyword]);
  for (const keyword of maps) {
    const value = schema[keyword];
    if (typeof value === 'object' && value !== null) children.push(...Object.values(value));
  }
  return children.filter((child) => typeof child === 'object' && child !== null);
}
