/** Words that cannot name a variable in a module (ECMA-262 §12.7.2, strict mode), and globals that would mislead. */
const reservedWords = new Set(
  (
    'arguments as async await boolean break case catch class const continue debugger declare default delete do else enum ' +
    'eval export extends false finally for from function get if implements import in instanceof interface let module new ' +
    'null number object of package private protected public return set static string super switch symbol this throw true ' +
    'try type typeof undefined unknown var void while with yield any never bigint'
  ).split(' '),
);

/** Types of TypeScript's own library that a component of the same name would hide from the emitted code. */
const libraryTypes = new Set(
  'Array Boolean Date Error Function Map Number Object Omit Partial Pick Promise Readonly Record RegExp Set String Symbol Uint8Array'.split(
    ' ',
  ),
);

/** A value as a literal of TypeScript: the only way that text of a document enters code. */
export function literal(value: unknown): string {
  const text = jsonText(value);
  if (typeof value !== 'string') return text;
  return `'${text
    .slice(1, -1)
    .replaceAll(/\\.|'/g, (found) =>
      found === String.raw`\"` ? '"' : found === "'" ? String.raw`\'` : found,
    )}'`;
}

/** JSON without what no eye sees: line separators that tools take for the end of a line, and what turns text around. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  // Most text is plain, and looking is quicker than replacing.
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.replaceAll(/[\u007f-\u009f\u2028\u2029\p{Cf}]/gu, (found) =>
    Array.from({ length: found.length }, (_, index) => escapeUnit(found.charCodeAt(index))).join(''),
  );
}

function escapeUnit(unit: number): string {
  return String.raw`\u` + unit.toString(16).padStart(4, '0');
}

/** A property name, quoted where it has to be. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : literal(name);
}

/** A name for a type: `pet-photo` is `PetPhoto`. */
export function typeName(name: string): string {
  const words = plainWords(name).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const joined = words.join('') || 'Schema';
  const named = /^\d/.test(joined) ? `Schema${joined}` : joined;
  return libraryTypes.has(named) ? `${named}Schema` : named;
}

/** A name for a value: `pet-photo` is `petPhoto`. */
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

/** Control characters, and those that turn or hide what stands around them. */
const unprintable = /[\p{Cc}\p{Cf}]/gu;

/** What a tool would take for a tag, of TSDoc or of a compiler (`@ts-ignore`), though it is a document's text. */
const tagLike = /(?<=^|[\s*{/])@(?=\S)/g;

/** A TSDoc comment that no text can leave; nothing where there is no text. Only `tags` are tags in it. */
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
