import { describe, expect, it } from 'vitest';
import { describeApi, loadDocument } from '../../src/index.ts';
import { createPolicy } from '../../src/runtime/policy/policy.ts';
import type { JsonObject } from '../../src/json/value.ts';

/** Describes an API with one operation, whose document, path item or operation has the extension. */
async function describeExtended(method: string, extension: JsonObject, holder = 'operation') {
  const own = (name: string): JsonObject => (name === holder ? { 'x-mcp': extension } : {});
  const operation = {
    operationId: 'call',
    responses: { '200': { description: 'Done' } },
    ...own('operation'),
  };
  const document = {
    openapi: '3.1.0',
    info: { title: 'Extended', version: '1' },
    ...own('document'),
    paths: { '/things': { ...own('item'), [method]: operation } },
  };
  const { descriptor, findings } = describeApi(await loadDocument(document));
  const [described] = descriptor.operations;
  if (described === undefined) throw new Error('there is no operation');
  return { operation: described, findings };
}

describe.each(['document', 'item', 'operation'])('x-mcp of the %s cannot loosen', (holder) => {
  it.each<[method: string, extension: JsonObject, fields: string[]]>([
    ['delete', { destructive: false }, ['destructive: false']],
    ['put', { destructive: false }, ['destructive: false']],
    ['patch', { destructive: false, idempotent: true }, ['destructive: false', 'idempotent: true']],
    ['delete', { readOnly: true }, ['readOnly: true']],
    ['delete', { readOnly: true, destructive: false }, ['readOnly: true', 'destructive: false']],
    ['post', { readOnly: true, idempotent: true }, ['readOnly: true', 'idempotent: true']],
    ['delete', { openWorld: false }, ['openWorld: false']],
  ])('%s by %j', async (method, extension, fields) => {
    const { operation, findings } = await describeExtended(method, extension, holder);
    const { operation: plain } = await describeExtended(method, {});
    expect(operation.annotations).toEqual(plain.annotations);
    expect(findings.map(({ kind, pointer, message }) => [kind, pointer, message])).toEqual(
      fields.map((field) => [
        'ignored',
        `/paths/~1things/${method}`,
        `x-mcp cannot make ${method.toUpperCase()} less strict: ${field} is ignored`,
      ]),
    );
    expect(createPolicy({ readOnly: true }).allows(operation)).toBe(false);
    expect(createPolicy({ confirm: 'write' }).requiresConfirmation(operation)).toBe(true);
    expect(createPolicy({ confirm: 'destructive' }).requiresConfirmation(operation)).toBe(method !== 'post');
  });

  it.each<[method: string, extension: JsonObject, isDestructive: boolean]>([
    ['get', { readOnly: false }, true],
    ['get', { readOnly: false, destructive: false }, false],
    ['get', { destructive: true }, true],
    ['post', { destructive: true }, true],
  ])('but restricts %s by %j', async (method, extension, isDestructive) => {
    const { operation, findings } = await describeExtended(method, extension, holder);
    expect(findings).toEqual([]);
    expect(operation.annotations.destructiveHint).toBe(isDestructive);
    expect(createPolicy({ readOnly: true }).allows(operation)).toBe(false);
    expect(createPolicy({ confirm: 'write' }).requiresConfirmation(operation)).toBe(true);
    expect(createPolicy({ confirm: 'destructive' }).requiresConfirmation(operation)).toBe(isDestructive);
  });
});
