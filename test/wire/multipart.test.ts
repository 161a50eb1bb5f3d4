import { describe, expect, it } from 'vitest';
import { requestOf } from '../support/call.ts';
import { compareParts, refuse, refused } from './body.ts';
import { fileRows, mixedRows, multipartRows, nested, refusedMultipartRows } from './multipart.ts';
import { titled } from './rows.ts';

describe('multipart/form-data', () => {
  it.each(titled(multipartRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareParts(row);
    expect(sent).toEqual(wanted);
  });
});

describe('a file in multipart/form-data', () => {
  it.each(titled(fileRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareParts(row);
    expect(sent).toEqual(wanted);
  });
});

describe('other multipart types', () => {
  it.each(titled(mixedRows))('%s', async (_, row) => {
    const { sent, wanted } = await compareParts(row);
    expect(sent).toEqual(wanted);
  });
});

it('a multipart body within a multipart body (OpenAPI 3.2.0 §4.15.2)', async () => {
  const request = await requestOf(nested, { body: [[1], [{ a: 'x' }, 'b', 'aGk=']] });
  const [, outer = ''] = (request.header('content-type') ?? '').split('; boundary=');
  const text = request.body.toString('utf8');
  const inner = /multipart\/mixed; boundary=(\S+)/.exec(text)?.[1] ?? '';
  expect(inner).not.toBe(outer);
  expect(text).toBe(
    [
      `--${outer}\r\nContent-Type: application/json\r\n\r\n[1]`,
      `--${outer}\r\nContent-Type: multipart/mixed; boundary=${inner}\r\n`,
      `--${inner}\r\nContent-Type: application/xml\r\n\r\n<o><a>x</a></o>`,
      `--${inner}\r\n\r\nb`,
      `--${inner}\r\nContent-Type: image/png\r\n\r\nhi`,
      `--${inner}--\r\n`,
      `--${outer}--\r\n`,
    ].join('\r\n'),
  );
});

describe('a multipart body that is refused', () => {
  it.each(titled(refusedMultipartRows))('%s', async (_, row) => {
    expect(await refuse(row)).toEqual(refused(row.names));
  });
});
