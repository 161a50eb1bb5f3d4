import { samplePattern } from './sample-pattern.ts';
import { asNumber } from '../json/narrow.ts';
import { matchesPattern } from './matches-pattern.ts';
import type { Random } from './random.ts';
import type { JsonObject } from '../json/value.ts';

const words = [
  'amber', 'basil', 'cedar', 'dune', 'ember', 'fern', 'grove', 'harbor', 'iris', 'jasper', 'kelp', 'linen',
  'maple', 'nectar', 'olive', 'pebble', 'quartz', 'river', 'sage', 'tundra', 'umber', 'violet', 'willow', 'zephyr',
] as const; // prettier-ignore

/** Generators by format: those of JSON Schema 2020-12 (Validation §7.3) and of the OpenAPI format registry. */
const formats: Record<string, (random: Random) => string> = {
  date: (random) => sampleDateTime(random).slice(0, 10),
  time: (random) => sampleDateTime(random).slice(11),
  'date-time': sampleDateTime,
  'iso-date-time': sampleDateTime,
  'iso-time': (random) => sampleDateTime(random).slice(11),
  duration: (random) => `P${random.integer(1, 30)}D`,
  uri: (random) => `https://${random.pick(words)}.example/${random.pick(words)}`,
  url: (random) => `https://${random.pick(words)}.example/${random.pick(words)}`,
  iri: (random) => `https://${random.pick(words)}.example/${random.pick(words)}`,
  'uri-reference': (random) => `/${random.pick(words)}/${random.pick(words)}`,
  'iri-reference': (random) => `/${random.pick(words)}/${random.pick(words)}`,
  'uri-template': (random) => `https://${random.pick(words)}.example/{id}`,
  email: (random) => `${random.pick(words)}@${random.pick(words)}.example`,
  'idn-email': (random) => `${random.pick(words)}@${random.pick(words)}.example`,
  hostname: (random) => `${random.pick(words)}.example`,
  'idn-hostname': (random) => `${random.pick(words)}.example`,
  ipv4: (random) => `192.0.2.${random.integer(1, 254)}`,
  ipv6: (random) => `2001:db8::${random.integer(1, 0xffff).toString(16)}`,
  uuid,
  guid: uuid,
  regex: (random) => `^${random.pick(words)}$`,
  'json-pointer': (random) => `/${random.pick(words)}`,
  'json-pointer-uri-fragment': (random) => `#/${random.pick(words)}`,
  'relative-json-pointer': () => '0',
  byte: (random) => Buffer.from(random.pick(words)).toString('base64'),
  binary: (random) => Buffer.from(random.pick(words)).toString('base64'),
  int64: (random) => String(random.integer(1, 1_000_000)),
  uint64: (random) => String(random.integer(1, 1_000_000)),
  decimal: (random) => (random.integer(100, 99_999) / 100).toFixed(2),
};

/** Returns a string by the pattern, format and length limits of a schema. */
export function sampleText(schema: JsonObject, random: Random): string {
  const { pattern, format, contentEncoding } = schema;
  const minLength = asNumber(schema['minLength']) ?? 0;
  const maxLength = asNumber(schema['maxLength']) ?? Infinity;
  const generate = typeof format === 'string' && Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (typeof pattern === 'string') {
    const formatted = generate?.(random);
    if (formatted !== undefined && matchesPattern(pattern, formatted)) return formatted;
    const text = samplePattern(pattern, random, { minLength, maxLength });
    if (text !== undefined) return text;
  }
  const isBytes =
    contentEncoding === 'base64' ||
    /^(image|audio|video)\/|\/octet-stream$/.test(String(schema['contentMediaType']));
  const text = (generate ?? (isBytes ? formats['byte'] : undefined) ?? sampleWords)(random);
  return fitLength(text, format, minLength, maxLength);
}

/** Returns two words. */
export function sampleWords(random: Random): string {
  return `${random.pick(words)} ${random.pick(words)}`;
}

/** Returns a word for the name of a property. */
export function sampleName(random: Random): string {
  return random.pick(words);
}

/** Truncates or lengthens a text to its limits. An email address or base64 text keeps its format when lengthened. */
function fitLength(text: string, format: unknown, minLength: number, maxLength: number): string {
  if (text.length > maxLength)
    return text.slice(0, maxLength).trimEnd().padEnd(Math.min(minLength, maxLength), 'x');
  if (text.length >= minLength) return text;
  const missing = minLength - text.length;
  if (format === 'email' || format === 'idn-email') return 'x'.repeat(missing) + text;
  if (format === 'byte' || format === 'binary')
    return Buffer.from('x'.repeat(minLength))
      .toString('base64')
      .slice(0, Math.ceil(minLength / 4) * 4);
  return text + 'x'.repeat(missing);
}

/** Returns a time of the year 2026 in UTC (RFC 3339 §5.6). */
function sampleDateTime(random: Random): string {
  const time = Date.UTC(2026, 0, 1) + random.integer(0, 365 * 24 * 3600 - 1) * 1000;
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** Returns a UUID of version 4 (RFC 9562 §5.4). */
export function uuid(random: Random): string {
  const bytes = Buffer.from(Array.from({ length: 16 }, () => random.integer(0, 255)));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
