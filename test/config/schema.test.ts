import { join } from 'node:path';
import { format } from 'prettier';
import { createGenerator } from 'ts-json-schema-generator';
import { expect, it } from 'vitest';
import { apiFlags } from '../../src/cli/flags/api-flags.ts';
import { configFlags } from '../../src/cli/open-command-config.ts';
import { propertyOf } from '../../src/cli/flags/flag.ts';
import { repository } from '../support/cli.ts';
import type { Flag } from '../../src/cli/flags/flag.ts';
import type { Json, JsonSchema } from '../../src/json/value.ts';

// `npx vitest run --project live test/config/schema.test.ts --update=all` writes both files.

const own: Record<string, { description: string; type: string }> = {
  $schema: { type: 'string', description: 'URL or path of the schema of this file, for editors.' },
  document: {
    type: 'string',
    description: 'Path or URL of the OpenAPI document, for command lines that name none.',
  },
};
const operationsHelp =
  'Changes to operations by pattern: a name, tag:NAME, a method, a path or METHOD /path.';

/** The keys that only a program can have, which are not in the schema. */
const code = {
  hooks: {
    type: 'CallHooks',
    description: 'Functions that run before and after every call; only in a config file that is a program.',
  },
  tools: { type: 'CustomTool[]', description: 'Custom tools; only in a config file that is a program.' },
};

/** The keys of flags whose lists can hold code as well in a program. */
const mixed: Record<string, { type: string; description: string } | undefined> = {
  resources: {
    type: `'on' | 'off' | ('on' | 'off' | CustomResource)[]`,
    description: 'In a program, a list can hold custom resources, and the mode besides them.',
  },
  prompts: {
    type: '(string | CustomPrompt)[]',
    description: 'In a program, the list can hold prompts that are code as well.',
  },
};

/** Returns the help of a flag for a config file. */
function helpOf(flag: Flag): string {
  return [flag.help, mixed[propertyOf(flag)]?.description].filter((text) => text !== undefined).join(' ');
}

const apisHelp = 'Several APIs of one server by key, which is the prefix of their tools.';
const apiHelp = 'An API of several: its document, and options for it alone.';

it('the schema has every flag of serve and every option of operations', async () => {
  const flags = await configFlags();
  const { definitions, ...root } = shapingSchema();
  const apiSchema = {
    description: apiHelp,
    type: 'object',
    properties: Object.fromEntries(apiKeys(flags).map((key) => [key, { $ref: `#/properties/${key}` }])),
    additionalProperties: false,
  };
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'The config file of openapi-mcp',
    type: 'object',
    properties: {
      ...own,
      ...Object.fromEntries(flags.map((flag) => [propertyOf(flag), schemaOf(flag)])),
      operations: { ...root, description: operationsHelp },
      apis: { description: apisHelp, type: 'object', additionalProperties: apiSchema },
    },
    additionalProperties: false,
    definitions,
  };
  await expect(await pretty(JSON.stringify(schema), 'json')).toMatchFileSnapshot(
    join(repository, 'src/config/config.schema.json'),
  );
});

it('the type has every flag of serve', async () => {
  const flags = await configFlags();
  const members = [
    ...Object.entries(own).map(([name, { description }]) => member(name, 'string', description)),
    ...flags.map((flag) =>
      member(propertyOf(flag), mixed[propertyOf(flag)]?.type ?? typeOf(flag), helpOf(flag)),
    ),
    member('operations', 'ConfigOperations', operationsHelp),
    ...Object.entries(code).map(([name, { type, description }]) => member(name, type, description)),
    member('apis', 'Record<string, ConfigFileApi>', apisHelp),
  ];
  const keys = [...apiKeys(flags), ...Object.keys(code)].map((key) => `'${key}'`);
  const text = `import type { CustomResource } from '../runtime/custom-resources.ts';
    import type { CustomPrompt, CustomTool } from '../runtime/custom-tools.ts';
    import type { CallHooks } from '../runtime/extension-options.ts';
    import type { ConfigOperations } from './operation-hooks.ts';

    /**
     * The keys of a config file: the flags of \`serve\` in camel case, and the changes to operations. Test code generates
     * this type from the tables of flags.
     */
    export interface Config {\n${members.join('\n')}\n}

    /** ${apiHelp} */
    export type ConfigFileApi = Pick<Config, ${keys.join(' | ')}>;\n`;
  await expect(await pretty(text, 'typescript')).toMatchFileSnapshot(
    join(repository, 'src/config/config.ts'),
  );
});

/** Returns the keys of an API of several. */
function apiKeys(flags: Flag[]): string[] {
  return ['document', ...apiFlags(flags).map(propertyOf), 'operations'];
}

/** Returns the schema of the options of shaping, from their TypeScript source. */
function shapingSchema(): JsonSchema & { definitions: Record<string, JsonSchema> } {
  const generated = createGenerator({
    path: join(repository, 'src/shape/shaping-options.ts'),
    tsconfig: join(repository, 'tsconfig.json'),
    type: 'ShapingOptions',
    expose: 'export',
    topRef: false,
    skipTypeCheck: true,
  }).createSchema('ShapingOptions');
  const { $schema: _dialect, definitions = {}, ...root } = JSON.parse(JSON.stringify(generated));
  const { Json: _any, JsonObject: _object, ...others } = definitions;
  return { ...root, definitions: { Json: { description: 'Any value.' }, ...others } };
}

function schemaOf(flag: Flag): JsonSchema {
  const { default: initial } = flag;
  return {
    description: helpOf(flag),
    ...formOf(flag),
    ...(initial === undefined ? {} : { default: initial }),
  };
}

function formOf({ value, choices, read, readAll }: Flag): Record<string, Json> {
  if (value === undefined) return { type: 'boolean' };
  if (choices !== undefined)
    return isSwitch(choices) ? { enum: [...choices, true, false] } : { type: 'string', enum: [...choices] };
  const texts = { type: 'array', items: { type: 'string' } };
  const form = readAll?.form ?? read?.form;
  if (form?.kind === 'integer') {
    const { kind: type, word, ...range } = form;
    return word === undefined
      ? { type, ...range }
      : {
          anyOf: [
            { type, ...range },
            { type: 'string', enum: [word] },
          ],
        };
  }
  const { kind } = form ?? {};
  if (kind === 'list') return texts;
  if (kind === 'pairs') return { type: 'object', additionalProperties: { type: 'string' } };
  if (kind === 'scopes') return { type: 'object', additionalProperties: texts };
  return { type: 'string' };
}

/** Returns true for the choice of on and off, which data may write as true and false. */
function isSwitch(choices: readonly string[]): boolean {
  return choices.join() === 'on,off';
}

function typeOf(flag: Flag): string {
  const { type, enum: choices, anyOf, additionalProperties } = formOf(flag);
  if (anyOf !== undefined) return `number | 'auto'`;
  if (Array.isArray(choices))
    return choices
      .flatMap((choice) => (choice === false ? [] : choice === true ? 'boolean' : `'${String(choice)}'`))
      .join(' | ');
  if (type === 'integer') return 'number';
  if (type === 'array') return 'string[]';
  if (type !== 'object') return String(type);
  return JSON.stringify(additionalProperties).includes('array')
    ? 'Record<string, string[]>'
    : 'Record<string, string>';
}

function member(name: string, type: string, help: string): string {
  return `/** ${help} */\n${name}?: ${type} | undefined;`;
}

function pretty(text: string, parser: string): Promise<string> {
  return format(text, { parser, singleQuote: true, printWidth: 110 });
}
