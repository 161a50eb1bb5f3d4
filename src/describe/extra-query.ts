import type { Operation } from '../model/api-model.ts';
import type { ParameterBinding, SecuritySchemeDescriptor } from '../descriptor.ts';
import type { JsonSchema } from '../json/value.ts';

/** Returns the argument for query parameters that the document of an operation does not name. */
export type ExtraQuery = (operation: Operation) => { binding: ParameterBinding; schema: JsonSchema };

const argument = 'extraQuery';

const binding: ParameterBinding = {
  argument,
  name: argument,
  in: 'query',
  required: false,
  serialization: { kind: 'style', style: 'form', explode: true, allowReserved: false, repeatsLists: true },
};

const primitive = { type: ['string', 'number', 'boolean'] };

/** Creates the argument. It names no parameter that the operation or a credential has. */
export function createExtraQuery(schemes: Record<string, SecuritySchemeDescriptor>): ExtraQuery {
  const credentials = Object.values(schemes).flatMap((scheme) =>
    scheme.type === 'apiKey' && scheme.in === 'query' ? [scheme.name] : [],
  );
  return ({ parameters }) => {
    const own = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    const taken = [...new Set([...own, ...credentials])];
    return {
      binding,
      schema: {
        type: 'object',
        description: 'Query parameters that no other argument has, by name; a list repeats the name.',
        additionalProperties: { anyOf: [primitive, { type: 'array', items: primitive }] },
        ...(taken.length === 0 ? {} : { patternProperties: { [patternOf(taken)]: { not: {} } } }),
      },
    };
  };
}

/** Returns a pattern that matches the given names only. */
function patternOf(names: string[]): string {
  return `^(?:${names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|')})$`;
}
