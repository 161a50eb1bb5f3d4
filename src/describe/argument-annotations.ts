import { omitUndefined } from '../json/omit-undefined.ts';
import { schemaText } from '../model/visible-text.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** Returns the annotations that a parameter or body has beside its schema. */
export function argumentAnnotations(source: {
  description?: string | undefined;
  deprecated?: boolean;
  example?: unknown;
}): JsonSchema {
  const { description, deprecated, example } = source;
  return omitUndefined({
    description: description === undefined ? undefined : schemaText(description),
    deprecated: deprecated === true ? true : undefined,
    examples: example === undefined ? undefined : [example as Json],
  }) as JsonSchema;
}

/** Returns the annotations that keep a name beyond ASCII, or without letters and digits, which no argument can have. */
export function nameAnnotations(name: string, { title, description }: JsonSchema): JsonSchema {
  if (/^[\0-\x7f]*$/.test(name) && /[a-z\d]/i.test(name)) return {};
  const text = typeof description === 'string' ? description : '';
  return {
    title: typeof title === 'string' ? title : schemaText(name),
    description: text.includes(name) ? text : schemaText(text === '' ? name : `${name}: ${text}`),
  };
}
