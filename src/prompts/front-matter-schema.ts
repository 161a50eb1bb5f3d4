import type { JsonSchema } from '../json/value.ts';

const text: JsonSchema = { type: 'string' };

/** The keys of the front matter of a prompt file. */
export const frontMatterSchema: JsonSchema = {
  type: 'object',
  properties: {
    name: text,
    title: text,
    description: text,
    arguments: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: {
          description: text,
          required: { type: 'boolean' },
          enum: { type: 'array', items: text },
          completion: {
            type: 'object',
            properties: { operation: text, value: text },
            additionalProperties: false,
          },
        },
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};
