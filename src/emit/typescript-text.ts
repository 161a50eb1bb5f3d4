/**
 * Words that cannot name a variable in a module (ECMA-262 §12.7.2, strict mode), and misleading globals. `import()` and
 * `await` call the `then` of a module that exports one.
 */
const reservedWords = new Set(
  (
    'arguments as async await boolean break case catch class const continue debugger declare default delete do else enum ' +
    'eval export extends false finally for from function get if implements import in instanceof interface let module new ' +
    'null number object of package private protected public return set static string super switch symbol then this throw ' +
    'true try type typeof undefined unknown var void while with yield any never bigint'
  ).split(' '),
);

/** Types of TypeScript's library that a schema of the same name would hide from the emitted code. */
const libraryTypes = new Set(
  'Array Boolean Date Error Function Map Number Object Omit Partial Pick Promise Readonly Record RegExp Set String Symbol Uint8Array'.split(
    ' ',
  ),
);

/** Returns a value as a TypeScript literal: the only way in which text of a document enters code. */
export function literal(value: unknown): string {
  const text = jsonText(value);
  if (typeof value !== 'string') return text;
  return `'${text
    .slice(1, -1)
    .replaceAll(/\\.|'/g, (found) =>
      found === String.raw`\"` ? '"' : found === "'" ? String.raw`\'` : found,
    )}'`;
}

/** Returns JSON with invisible characters escaped: line separators, and characters that change the direction of text. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  // Most text is plain ASCII, and a test is faster than a replacement.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replaceAll(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, (found) =>
    Array.from({ length: found.length }, (_, index) => escapeUnit(found.charCodeAt(index))).join(''),
  );
}

function escapeUnit(unit: number): string {
  return String.raw`\u` + unit.toString(16).padStart(4, '0');
}

/** Returns a property name, quoted if necessary. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : literal(name);
}

/** Returns a name for a type: `PetPhoto` for `pet-photo`. */
export function typeName(name: string): string {
  const words = plainWords(name).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const joined = words.join('') || 'Schema';
  const named = /^\d/.test(joined) ? `Schema${joined}` : joined;
  return libraryTypes.has(named) ? `${named}Schema` : named;
}

/** Returns a name for a value: `petPhoto` for `pet-photo`. */
export function valueName(name: string): string {
  const [first = 'value', ...rest] = plainWords(name);
  const head = /^[A-Z0-9]+$/.test(first)
    ? first.toLowerCase()
    : first.charAt(0).toLowerCase() + first.slice(1);
  const joined = [head, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
  const named = /^\d/.test(joined) ? `_${joined}` : joined;
  return reservedWords.has(named) ? `${named}_` : named;
}

function plainWords(name: string): string[] {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
}

/** Control characters, and characters that reorder or hide the text around them. */
const unprintable = /[\p{Cc}\p{Cf}]/gu;

/** Text of a document that a tool would read as a tag of TSDoc or as a compiler directive (`@ts-ignore`). */
const tagLike = /(?<=^|[\s*{/])@(?=\S)/g;

/** Returns a TSDoc comment that its text cannot end; an empty string without text. Only `tags` are tags in it. */
export function comment(
  lines: (string | undefined)[],
  { indent = '', tags = [] }: { indent?: string; tags?: string[] } = {},
): string {
  const text = lines
    .filter((line) => line !== undefined && line.trim() !== '')
    .flatMap((line) => String(line).split(/\r\n|[\r\n\u2028\u2029]/))
    .map((line) =>
      line
        .replaceAll('\t', ' ')
        .replace(unprintable, '')
        .replaceAll('*/', String.raw`*\/`)
        .replace(tagLike, String.raw`\@`)
        .trimEnd(),
    )
    .concat(tags);
  if (text.length === 0) return '';
  if (text.length === 1) return `${indent}/** ${text[0] ?? ''} */\n`;
  return [`${indent}/**`, ...text.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */\n`].join(
    '\n',
  );
}
