import { searchTools } from './uses-search.ts';
import { plainText } from './plain-text.ts';
import { truncate } from '../../json/truncate.ts';
import type { Tool } from '../protocol.ts';
import type { ApiDescriptor, OperationDescriptor, ToolAnnotations } from '../../descriptor.ts';
import type { Json, JsonSchema } from '../../json/value.ts';

/** The default and the maximum number of operations on a page. */
export const pageLimits = { default: 10, max: 50 };

const maxTagsLength = 400;

const nameSchema: JsonSchema = {
  type: 'string',
  description: 'Name of the operation, as the search gave it.',
};

/** Returns an output schema that describes without restricting, like those of operations. */
function described(properties: JsonSchema): JsonSchema {
  return { type: 'object', anyOf: [{ type: 'object', properties }, { description: 'Any other result.' }] };
}

const text: Json = { type: 'string' };

/** Returns the three tools that find, describe and call operations. */
export function describeSearchTools(api: ApiDescriptor): Tool[] {
  const { operations } = api;
  const methods = [...new Set(operations.map(({ method }) => method))];
  const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
  return [
    {
      name: searchTools.search,
      title: 'Search operations',
      description: `Find operations of ${api.title} by what they do. There are ${operations.length}; the best come first. Without a query, all that the filters leave are listed.`,
      inputSchema: {
        type: 'object',
        properties: {
          query: { type: 'string', description: 'What should be done, in a few words: “create an invoice”.' },
          tag: { type: 'string', description: `Only operations with this tag${tagNames(operations)}.` },
          method: { type: 'string', enum: methods, description: 'Only operations with this HTTP method.' },
          limit: { type: 'integer', minimum: 1, maximum: pageLimits.max, default: pageLimits.default },
          offset: { type: 'integer', minimum: 0, default: 0, description: 'How many to pass over.' },
        },
      },
      outputSchema: described({
        total: { type: 'integer' },
        operations: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: text, title: text, method: text, path: text, arguments: text },
          },
        },
        nextOffset: { type: 'integer' },
      }),
      annotations: readOnly,
    },
    {
      name: searchTools.describe,
      title: 'Describe an operation',
      description:
        'What an operation does: the JSON Schema of its arguments, the shape of its result, and an example call.',
      inputSchema: {
        type: 'object',
        properties: { name: nameSchema },
        required: ['name'],
      },
      outputSchema: described({
        name: text,
        description: text,
        arguments: { type: 'object' },
        returns: { type: 'array' },
        example: { type: 'object' },
      }),
      annotations: readOnly,
    },
    {
      name: searchTools.call,
      title: 'Call an operation',
      description: `Call an operation of ${api.title}. Its result is that of the operation. Arguments that do not fit are refused before anything is sent.`,
      inputSchema: {
        type: 'object',
        properties: {
          name: nameSchema,
          arguments: {
            type: 'object',
            description: `Arguments of the operation, as ${searchTools.describe} gives their schema.`,
          },
        },
        required: ['name'],
      },
      annotations: combineAnnotations(operations),
    },
  ];
}

/** Returns the annotations that hold for all operations, since the tool may call any. */
function combineAnnotations(operations: OperationDescriptor[]): ToolAnnotations {
  const all = (hint: (annotations: ToolAnnotations) => boolean): boolean =>
    operations.every(({ annotations }) => hint(annotations));
  return {
    readOnlyHint: all(({ readOnlyHint }) => readOnlyHint),
    destructiveHint: !all(({ destructiveHint }) => !destructiveHint),
    idempotentHint: all(({ idempotentHint }) => idempotentHint),
    openWorldHint: true,
  };
}

function tagNames(operations: OperationDescriptor[]): string {
  const names = [...new Set(operations.flatMap(({ tags }) => tags))].map(plainText);
  return names.length === 0 ? '' : `: ${truncate(names.join(', '), maxTagsLength)}`;
}
