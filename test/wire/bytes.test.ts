import { describe, expect, it } from 'vitest';
import { openApi } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { expectBody, expectRefusal } from './body.ts';
import { argumentRows, bytesRows, refusedBytesRows } from './bytes.ts';
import { titled } from './rows.ts';

describe('a body of bytes', () => {
  it.each(titled(bytesRows))('%s', (_, row) => expectBody(row));
});

describe('a body of bytes that is refused', () => {
  it.each(titled(refusedBytesRows))('%s', (_, row) => expectRefusal(row));
});

describe('an argument that stands for bytes', () => {
  it.each(titled(argumentRows))('%s', async (_, { body, openapi, schema }) => {
    await using api = await openApi(documentOf({ method: 'post', body, ...(openapi && { openapi }) }));
    const [operation] = api.descriptor.operations;
    expect(operation?.inputSchema).toHaveProperty('properties.body', schema);
  });
});
