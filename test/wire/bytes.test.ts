import { describe, expect, it } from 'vitest';
import { openApi } from '../support/call.ts';
import { documentOf } from '../support/document.ts';
import { compareBody, refuse, refused } from './body.ts';
import { argumentRows, bytesRows, refusedBytesRows } from './bytes.ts';
import { titled } from './rows.ts';

describe('a body of bytes', () => {
  it.each(titled(bytesRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareBody(row);
    expect(sent).toEqual(wanted);
  });
});

describe('a body of bytes that is refused', () => {
  it.each(titled(refusedBytesRows))('%s', async (_, row) => {
    expect(await refuse(row)).toEqual(refused(row.names));
  });
});

describe('an argument that stands for bytes', () => {
  it.each(titled(argumentRows))('%s', async (_, { body, openapi, schema }) => {
    await using api = await openApi(documentOf({ method: 'post', body, ...(openapi && { openapi }) }));
    const [operation] = api.descriptor.operations;
    expect(operation?.inputSchema).toHaveProperty('properties.body', schema);
  });
});
