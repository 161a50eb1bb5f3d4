import { describe, expect, it } from 'vitest';
import { decodeDocument } from '../../src/load/decode-document.ts';
import { parseBytes } from '../../src/load/parse-bytes.ts';
import { parseText } from '../../src/load/parse-text.ts';
import type { Finding } from '../../src/errors.ts';

interface Outcome {
  value?: unknown;
  error?: unknown;
  findings: Finding[];
}

async function outcomeOf(parse: (report: (finding: Finding) => void) => Promise<unknown>): Promise<Outcome> {
  const findings: Finding[] = [];
  try {
    return { value: await parse((finding) => findings.push(finding)), findings };
  } catch (error) {
    const { code, message, location } = error as { code?: string; message?: string; location?: unknown };
    return { error: { code, message, location }, findings };
  }
}

const many = Array.from({ length: 10_100 }, (_, index) => `é${index}`);

describe('the bytes of a document give the same as its text', () => {
  it.each<[string, Buffer | string]>([
    ['ASCII', '{"a":"b"}'],
    ['Latin-1', '{"größe":"é"}'],
    ['CJK', '{"城市":"東京","a":["ไฟล์"]}'],
    ['characters beyond the basic plane', '{"a":"🦔 and 🐇"}'],
    ['several runs in one text', '{"a":"é, ü\\n, 東"}'],
    ['a byte order mark', '\ufeff{"a":"é"}'],
    ['a byte order mark in the text', '{"a":"\ufeff"}'],
    ['white space before it', '\n\t [{"a":"é"}]'],
    ['bytes that are not UTF-8', Buffer.from('{"a":"\xe9 \xf0\x9f\x90","b":"\x80\xbf"}', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff{"a":"é"}', 'utf16le')],
    ['a backslash before another character than ASCII', String.raw`{"a":"\é"}`],
    ['an escaped backslash before one', String.raw`{"a":"\\é"}`],
    ['repeated keys beyond ASCII', '{"ü":{"a":1},"ü":{"b":2}}'],
    ['a character beyond ASCII outside of texts', '{"a":1,é}'],
    ['a comment beyond ASCII', '{"a":1, // größer\n"b":"é"}'],
    ['YAML that begins like JSON', '{größe: é, b: [ü]}'],
    ['YAML', 'größe: é\n'],
    ['nothing', ''],
    ['more runs than are escaped', JSON.stringify(many)],
  ])('%s', async (_kind, given) => {
    const bytes = typeof given === 'string' ? Buffer.from(given, 'utf8') : given;
    const ofBytes = await outcomeOf((report) => parseBytes(bytes, 'test', report));
    expect(ofBytes).toEqual(await outcomeOf((report) => parseText(decodeDocument(bytes), 'test', report)));
  });

  it('reads every character', async () => {
    const texts = Array.from({ length: 0x11_00 }, (_, block) =>
      String.fromCodePoint(...Array.from({ length: 16 }, (_character, index) => block * 256 + index * 16)),
    ).map((text) => text.replaceAll(/\p{Surrogate}/gu, ''));
    expect(await parseBytes(Buffer.from(JSON.stringify(texts)), 'test', () => undefined)).toEqual(texts);
  });
});
