import { describe, expect, it } from 'vitest';
import type { Tool } from '../../src/runtime/protocol.ts';
import type { Json, JsonSchema } from '../../src/json/value.ts';
import { toObjectRootResult, toObjectRootTool } from '../../src/serve/object-root.ts';

const tool: Tool = {
  name: 'read',
  inputSchema: { type: 'object' },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
};
const object: JsonSchema = { type: 'object', anyOf: [{ properties: {} }, {}] };
const array: JsonSchema = { anyOf: [{ type: 'array' }, {}] };

describe('an output schema', () => {
  it.each<[string, JsonSchema, JsonSchema]>([
    ['with an object root stays', object, object],
    [
      'with another root moves under result',
      array,
      { type: 'object', properties: { result: array }, required: ['result'] },
    ],
    [
      'keeps its $defs where references find them',
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        anyOf: [{ $ref: '#/$defs/A' }],
        $defs: { A: {} },
      },
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        properties: { result: { anyOf: [{ $ref: '#/$defs/A' }] } },
        required: ['result'],
        $defs: { A: {} },
      },
    ],
    [
      'whose root may be null is no object root',
      { type: ['object', 'null'] },
      { type: 'object', properties: { result: { type: ['object', 'null'] } }, required: ['result'] },
    ],
  ])('%s', (_, outputSchema, expected) => {
    expect(toObjectRootTool({ ...tool, outputSchema })).toEqual({ ...tool, outputSchema: expected });
  });

  it('that is absent stays absent', () => {
    expect(toObjectRootTool(tool)).toEqual(tool);
    expect(toObjectRootTool(tool)).not.toHaveProperty('outputSchema');
  });
});

describe('structured content', () => {
  it.each<[string, Json, JsonSchema | undefined, Json]>([
    ['an object under an object root stays', { id: 1 }, object, { id: 1 }],
    ['an object without a schema stays', { id: 1 }, undefined, { id: 1 }],
    ['an object under another root moves', { id: 1 }, array, { result: { id: 1 } }],
    ['an array moves', [1], array, { result: [1] }],
    ['an array without a schema moves', [1], undefined, { result: [1] }],
    ['null moves', null, array, { result: null }],
    ['false moves', false, undefined, { result: false }],
  ])('%s', (_, structuredContent, outputSchema, expected) => {
    expect(toObjectRootResult({ content: [], structuredContent }, outputSchema)).toEqual({
      content: [],
      structuredContent: expected,
    });
  });

  it('that is absent stays absent', () => {
    const result = toObjectRootResult({ content: [], isError: true }, array);
    expect(result).toEqual({ content: [], isError: true });
    expect(result).not.toHaveProperty('structuredContent');
  });
});
