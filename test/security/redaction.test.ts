import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/runtime/security/redact.ts';
import { encodings, leaks } from './echoed-secrets.ts';

describe('a secret that a program repeats', () => {
  const secrets: Record<string, string> = {
    'a token': 'sk-c4nary-AbCdEf_9.8~7',
    base64: 'c4nary+/c4nary/+kEy==',
    'a password': 's3c4nary+/&="\\é x\'<>',
    'a password of another script': 'пароль-c4nary-密碼',
    'a password with escapes': 'c4nary%41&amp;\\u0041\\/x',
    'a password that ends in a backslash': 'c4nary-path\\',
    digits: '31415926535',
  };
  const rows = Object.entries(secrets).flatMap(([kind, secret]) =>
    Object.keys(encodings).map((encoding): [string, string, string] => [kind, encoding, secret]),
  );

  it.each(rows)('%s %s', (kind, encoding, secret) => {
    const written = encodings[encoding]?.(secret) ?? '';
    const body = Buffer.concat([Buffer.from('before '), Buffer.from(written), Buffer.from(' after')]);
    const redactor = createRedactor({ values: [secret, 'another-c4nary'], parameters: [] });
    const shown = redactor
      .response({ status: 200, headers: {}, body, ending: 'complete' })
      .body.toString('latin1');
    const isWide = body.includes(0);
    expect(isWide ? shown.replaceAll('\0', '') : shown).toMatch(/^before .*REDACTED.* after$/s);
    expect(leaks(shown)).toEqual([]);
    expect(shown).not.toContain(Buffer.from(written).toString('latin1'));
    if (typeof written === 'string') expect(redactor.text(`before ${written} after`)).not.toContain(written);
    if (kind !== 'digits') expect(leaks(redactor.text(`${written.toString('latin1')}`))).toEqual([]);
  });

  it.each<[title: string, value: unknown, shown: unknown]>([
    ['a string', 'c4nary+/key', 'REDACTED'],
    ['a name', { 'c4nary+/key': 1 }, { REDACTED: 1 }],
    ['a part of a string', { a: ['x c4nary+/key y'] }, { a: ['x REDACTED y'] }],
    [
      'a number',
      { a: 31415926535, b: [31415926535, -31415926535.5] },
      { a: 'REDACTED', b: ['REDACTED', 'REDACTED'] },
    ],
    ['the digits of a string', { a: 'x31415926535' }, { a: 'xREDACTED' }],
    ['text in quotes', { a: '\\"c4nary+/key\\"' }, { a: '\\"REDACTED\\"' }],
  ])('leaves valid JSON in place of %s', (_, value, shown) => {
    const redactor = createRedactor({ values: ['c4nary+/key', '31415926535'], parameters: [] });
    for (const text of [
      JSON.stringify(value),
      JSON.stringify(value).replaceAll('/', '\\/').replaceAll('+', '\\u002b'),
    ]) {
      const { body } = redactor.response({
        status: 200,
        headers: {},
        body: Buffer.from(text),
        ending: 'complete',
      });
      expect(JSON.parse(body.toString())).toEqual(shown);
    }
  });

  it('leaves UTF-16 in place', () => {
    const redactor = createRedactor({ values: ['c4nary+/key'], parameters: [] });
    const text = '\ufeff{"a":"c4nary+/key","b":"é"}';
    for (const swap of [false, true]) {
      const given = Buffer.from(text, 'utf16le');
      const { body } = redactor.response({
        status: 200,
        headers: {},
        body: swap ? given.swap16() : given,
        ending: 'complete',
      });
      expect((swap ? Buffer.from(body).swap16() : body).toString('utf16le')).toBe(
        '\ufeff{"a":"REDACTED","b":"é"}',
      );
    }
  });

  it('is quick with much text and many escapes', () => {
    const redactor = createRedactor({ values: ['c4nary &+/key', 'c4nary-token'], parameters: [] });
    for (const unit of ['\0', '\\', '%', '%25', '&amp;', '&', '\\u0026', '%4', '&#', 'c4nary &', '\\\\"']) {
      const body = Buffer.from(unit.repeat(500_000 / unit.length) + 'c4nary-token');
      const started = performance.now();
      redactor.response({ status: 200, headers: {}, body, ending: 'complete' });
      expect({ unit, isQuick: performance.now() - started < 3000 }).toEqual({ unit, isQuick: true });
    }
  });
});
