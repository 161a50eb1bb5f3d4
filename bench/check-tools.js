// Checks that tools are valid for every MCP client. Shared by bench/corpus.js and the tests.
import { UriTemplate } from '@modelcontextprotocol/sdk/shared/uriTemplate.js';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formatsModule from 'ajv-formats';

const addFormats = formatsModule.default;
const validName = /^[a-zA-Z0-9_-]{1,64}$/;
const validProperty = /^[a-zA-Z0-9_.-]{1,64}$/;

const one = 'items additionalItems additionalProperties propertyNames contains not if then else'.split(' ');
const many = ['allOf', 'anyOf', 'oneOf', 'items', 'prefixItems'];
const maps = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];
/** Keywords that the listed dialect does not have, each with a client that refuses or misreads it. */
const forbiddenKeywords = new Map(
  Object.entries({
    $ref: 'Copilot CLI, Gemini CLI',
    $defs: 'Copilot CLI, Gemini CLI',
    allOf: 'Codex, Gemini',
    oneOf: 'Codex, Gemini',
    const: 'Gemini',
    not: 'Gemini, OpenAI',
    if: 'Gemini, OpenAI',
    else: 'Gemini, OpenAI',
    prefixItems: 'draft 07: VS Code, SDK v1',
    additionalItems: '2020-12: SDK v2',
    contains: 'Gemini, OpenAI',
    propertyNames: 'Gemini, OpenAI',
    patternProperties: 'Gemini, OpenAI',
    dependencies: '2020-12: SDK v2',
    dependentRequired: 'draft 07: VS Code, SDK v1',
    dependentSchemas: 'draft 07: VS Code, SDK v1',
    unevaluatedProperties: 'draft 07: VS Code, SDK v1',
    unevaluatedItems: 'draft 07: VS Code, SDK v1',
    examples: 'LangChain, which follows a $ref inside',
    definitions: 'keyword of OpenAPI',
    nullable: 'keyword of OpenAPI',
    discriminator: 'keyword of OpenAPI',
    xml: 'keyword of OpenAPI',
    externalDocs: 'keyword of OpenAPI',
    example: 'keyword of OpenAPI',
    collectionFormat: 'keyword of OpenAPI',
    $id: 'identity of a schema',
    id: 'identity of a schema',
    $anchor: 'identity of a schema',
    $dynamicRef: 'identity of a schema',
    $dynamicAnchor: 'identity of a schema',
    $schema: 'identity of a schema',
  }),
).set('then', 'Gemini, OpenAI');

/** Rules of the listed dialect for one schema. Each returns a reason, or undefined. */
const rules = [
  // Python's google-genai throws.
  ({ additionalProperties: rest }) =>
    typeof rest === 'boolean' ? 'has a boolean additionalProperties' : undefined,
  // VS Code throws.
  ({ type, items }) =>
    [type].flat().includes('array') && items === undefined ? 'has an array without items' : undefined,
  // Gemini and Codex.
  ({ enum: values }) => (values?.includes(null) ? 'has null in an enum' : undefined),
  ({ enum: values }) => (values?.length === 0 ? 'has an empty enum' : undefined),
  // Gemini: "property is not defined".
  ({ required = [], properties = {} }) =>
    required.some((name) => !Object.hasOwn(properties, name))
      ? 'requires a name that is not declared beside it'
      : undefined,
  // The GPT family in VS Code.
  ({ description = '' }) =>
    description.length > 1_024 ? 'has a description over 1,024 characters' : undefined,
  ({ description = '' }) =>
    /Example: (?:null|\{"\$ref")/.test(description)
      ? 'has an example that is null or a reference'
      : undefined,
  (schema) =>
    subschemasOf(schema).some((child) => typeof child === 'boolean') ? 'has a boolean schema' : undefined,
];

/**
 * Creates a function that returns the rules that the tools of a descriptor break, as a list of `{ tool, operation, reason }`.
 * Schemas are compiled under drafts 07 and 2020-12, for at most `patience` milliseconds a descriptor. A reason begins with
 * its group, which a colon ends.
 */
export function createToolChecker({ patience = Infinity } = {}) {
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

  /** Compiles a schema. Definitions that several schemas of a document share are compiled once, in a pool. */
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

  return function checkTools(descriptor) {
    const end = performance.now() + patience;
    const faults = [];
    const names = new Set();
    const valid = new WeakSet();
    const compiled = new Set();
    const pools = [];
    for (const operation of descriptor.operations) {
      const complain = (reason) =>
        faults.push({ tool: operation.name, operation: `${operation.method} ${operation.path}`, reason });
      if (!validName.test(operation.name)) complain('its name is not valid');
      // OpenAI's Chat Completions API refuses the request.
      if ((operation.description ?? '').length > 1_024) complain('its description is over 1,024 characters');
      if (repeatsItself(operation.description ?? '')) complain('its description says the summary twice');
      if (names.has(operation.name)) complain('its name is taken');
      names.add(operation.name);
      checkInput(operation, complain);
      if (operation.resource !== undefined) checkUri(operation.resource.uri, complain);
      for (const [role, schema] of [
        ['inputSchema', operation.inputSchema],
        ['outputSchema', operation.outputSchema],
      ]) {
        if (schema === undefined) continue;
        checkSchema(schema, role, complain, valid);
        if (role === 'inputSchema') checkNames(schema, complain);
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

/** Returns a pool of definitions that conflicts with none of the given ones, and adds them to it. */
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

/** Returns true if the text after the first paragraph begins with that paragraph. */
function repeatsItself(description) {
  const [summary = '', ...rest] = description.split('\n\n');
  const first = wordsOf(summary);
  return first.includes(' ') && `${wordsOf(rest.join(' '))} `.startsWith(`${first} `);
}

function wordsOf(text) {
  return text.replaceAll(/\W+/g, ' ').trim().toLowerCase();
}

function checkInput({ path, parameters, inputSchema, argumentsSchema }, complain) {
  if (inputSchema.type !== 'object') complain('inputSchema has no object at its root');
  // Anthropic refuses it, and VS Code deletes it.
  for (const keyword of ['anyOf', 'enum'])
    if (keyword in inputSchema) complain(`inputSchema has ${keyword} at its root`);
  for (const property of Object.keys(inputSchema.properties ?? {})) {
    if (!validProperty.test(property))
      complain(`inputSchema has a property name that is not valid: ${property}`);
    // The signature of a request makes these headers.
    if (
      /^x-amz-(?:algorithm|content-sha256|credential|date|security-token|signature|signedheaders)$/i.test(
        property,
      )
    )
      complain(`inputSchema asks for a part of a signature: ${property}`);
    // pydantic refuses it.
    if (/^[_$]/.test(property)) complain(`inputSchema has an argument that begins with _ or $: ${property}`);
  }
  const placed = new Set(
    parameters.filter(({ in: location }) => location === 'path').map(({ name }) => name),
  );
  for (const [, name] of path.matchAll(/\{([^{}]+)\}/g)) {
    if (!placed.has(name)) complain(`its path has a variable without a parameter: ${name}`);
  }
  for (const { argument } of parameters) {
    // A parameter that no value fits is not listed.
    if (JSON.stringify(argumentsSchema?.properties?.[argument]) === '{"not":{}}') continue;
    if (!Object.hasOwn(inputSchema.properties ?? {}, argument))
      complain(`a parameter has no argument: ${argument}`);
  }
}

/** The grammar of URI templates (RFC 6570 §2): expressions in the path, and one for the query. */
const variable = String.raw`[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*`;
const literal = String.raw`[!#-$&(-;=?-[\]_a-z~]|%[0-9A-F]{2}`;
const validUri = new RegExp(
  `^(${literal}|\\{${variable}\\})*(\\{\\?${variable}\\*?(,${variable}\\*?)*\\})?$`,
);

function checkUri(uri, complain) {
  if (!validUri.test(uri)) complain(`its URI is not a template: ${uri}`);
  else if (new UriTemplate(uri).variableNames.length > 0 !== uri.includes('{'))
    complain(`clients read other variables in its URI: ${uri}`);
}

/** Checks the names of properties at every depth: pydantic and LangChain refuse or misread these. */
function checkNames(root, complain) {
  const schemas = new Set([root]);
  for (const schema of schemas) {
    for (const name of Object.keys(schema.properties ?? {}))
      if (/^[_$]|^definitions$/.test(name))
        complain(`inputSchema has a property that libraries misread: ${name}`);
    for (const child of childrenOf(schema)) schemas.add(child);
  }
}

/** Checks each subschema of a tool once. `valid` has those that were checked for another tool without a fault. */
function checkSchema(root, role, complain, valid) {
  const pending = [root];
  const seen = new Set();
  for (let schema = pending.pop(); schema !== undefined; schema = pending.pop()) {
    if (typeof schema !== 'object' || seen.has(schema) || valid.has(schema)) continue;
    seen.add(schema);
    let isValid = true;
    const fault = (reason) => {
      isValid = false;
      complain(`${role} ${reason}`);
    };
    for (const rule of rules) {
      const reason = rule(schema);
      if (reason !== undefined) fault(reason);
    }
    for (const keyword of Object.keys(schema)) {
      const refusedBy = keyword.startsWith('x-') ? 'keyword of OpenAPI' : forbiddenKeywords.get(keyword);
      if (refusedBy !== undefined) fault(`has ${keyword} (${refusedBy})`);
    }
    const children = childrenOf(schema);
    pending.push(...children);
    if (isValid && children.length === 0) valid.add(schema);
  }
}

function childrenOf(schema) {
  return subschemasOf(schema).filter((child) => typeof child === 'object' && child !== null);
}

function subschemasOf(schema) {
  const children = [];
  for (const keyword of one) {
    const value = schema[keyword];
    if (value !== undefined && !Array.isArray(value)) children.push(value);
  }
  for (const keyword of many) if (Array.isArray(schema[keyword])) children.push(...schema[keyword]);
  for (const keyword of maps) {
    const value = schema[keyword];
    if (typeof value === 'object' && value !== null) children.push(...Object.values(value));
  }
  return children;
}
