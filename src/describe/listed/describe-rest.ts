import { asArray, asJsonObject, asString, asStrings } from '../../json/narrow.ts';
import { truncate } from '../../json/truncate.ts';
import type { Json, JsonObject, JsonSchema } from '../../json/value.ts';

/** Length in characters above which an example or a rule is not repeated in a description. */
const longestNote = 160;

/** Length in characters of a description within a schema, which models of the GPT family do not exceed in VS Code. */
const longestDescription = 1_024;

/** Keywords that a description stands for. */
export const describedKeywords: readonly string[] = [
  'deprecated',
  'prefixItems',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'not',
  'contains',
  'if',
  'examples',
  'example',
];

/** Returns the description of a schema, followed by what the listed dialect has no keyword for. */
export function describeRest(schema: JsonObject): string | undefined {
  const description = asString(schema['description'])?.trim() ?? '';
  if (!describedKeywords.some((keyword) => schema[keyword] !== undefined))
    return description === '' ? undefined : truncate(description, longestDescription);
  const notes = [
    ...(schema['deprecated'] === true ? ['Deprecated.'] : []),
    ...describeTuple(schema),
    ...describeNames(schema),
    ...describeDependencies(schema),
    ...describeConditions(schema),
    ...describeExample(schema, description),
  ];
  const text = [description, ...notes].filter((part) => part !== '').join(' ');
  return text === '' ? undefined : truncate(text, longestDescription);
}

function describeTuple(schema: JsonObject): string[] {
  const items = asArray(schema['prefixItems']);
  if (items === undefined || items.length === 0) return [];
  const positions = items.map((item, index) => `${index + 1}: ${briefly(asJsonObject(item) ?? {})}`);
  return [`Items by position: ${positions.join(', ')}.`];
}

/** Returns a title, a description, values or a type, whichever is there first. */
function briefly(schema: JsonObject): string {
  const { title, description, enum: values, const: value, type } = schema;
  const text = asString(title) ?? asString(description);
  if (text !== undefined) return truncate(text.replace(/\.$/, ''), 60);
  if (value !== undefined) return JSON.stringify(value);
  if (Array.isArray(values)) return truncate(values.map((item) => JSON.stringify(item)).join(' or '), 60);
  return type === undefined ? 'any value' : [type].flat().join(' or ');
}

function describeNames(schema: JsonObject): string[] {
  // The empty pattern matches every name, and a pattern with a schema that no value fits forbids names.
  const patterns = Object.entries(asJsonObject(schema['patternProperties']) ?? {})
    .filter(([pattern, rule]) => pattern !== '' && JSON.stringify(rule) !== '{"not":{}}')
    .map(([pattern]) => pattern);
  const names = asString(asJsonObject(schema['propertyNames'])?.['pattern']);
  const all = [...patterns, ...(names === undefined ? [] : [names])];
  return all.length === 0 ? [] : [`Names of properties match ${all.join(' or ')}.`];
}

function describeDependencies(schema: JsonObject): string[] {
  return Object.entries(asJsonObject(schema['dependentRequired']) ?? {}).flatMap(([name, required]) => {
    const names = asStrings(required);
    return names.length === 0 ? [] : [`With ${name}, ${names.join(' and ')} must be given too.`];
  });
}

function describeConditions(schema: JsonObject): string[] {
  const rules: [string, Json | undefined][] = [
    ['Must not match', schema['not']],
    ['Must contain', schema['contains']],
  ];
  const plain = rules.flatMap(([words, rule]) =>
    isTrivial(rule) ? [] : [`${words} ${JSON.stringify(rule)}.`],
  );
  const { if: condition, then: consequence, else: alternative } = schema;
  const conditional =
    condition === undefined
      ? []
      : [
          ...(consequence === undefined
            ? []
            : [`If it matches ${JSON.stringify(condition)}, it must match ${JSON.stringify(consequence)}.`]),
          ...(alternative === undefined
            ? []
            : [
                `If it does not match ${JSON.stringify(condition)}, it must match ${JSON.stringify(alternative)}.`,
              ]),
        ];
  return [...plain, ...conditional].filter((note) => note.length <= longestNote);
}

/** Returns true for a rule that is absent, or that says nothing about a value. */
function isTrivial(rule: Json | undefined): boolean {
  const schema = asJsonObject(rule);
  return schema === undefined || Object.keys(schema).length === 0;
}

/** A value that the description already contains is not repeated. */
function describeExample(schema: JsonSchema, description: string): string[] {
  const example = [...(asArray(schema['examples']) ?? []), schema['example']].find(isShown);
  if (example === undefined) return [];
  const text = JSON.stringify(example);
  const isKnown = description.includes(typeof example === 'string' ? example : text);
  return isKnown || text.length > longestNote ? [] : [`Example: ${text}`];
}

function isShown(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && asJsonObject(value)?.['$ref'] === undefined;
}
