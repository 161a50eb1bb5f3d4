import { isForeign, transliterate } from './transliterate.ts';

/** Characters of a tool name; the APIs of Anthropic and OpenAI refuse longer ones. */
const longestName = 64;

interface NamedOperation {
  id?: string;
  method: string;
  path: string;
  exposure?: { name?: string };
}

/**
 * Returns a unique, valid tool name for each operation, in order: from `x-mcp`, else the operationId, else method and
 * path. A valid name stays as it is; others are sanitised. If that makes two alike, each gets a hash of its own identity,
 * so that a new operation does not rename others.
 *
 * @param limit The most characters of a name
 */
export function nameOperations(given: NamedOperation[], limit = longestName): string[] {
  const operations = given.map(({ exposure, ...operation }) =>
    exposure?.name === undefined ? operation : { ...operation, id: exposure.name },
  );
  const preferred = operations.map((operation) => sanitize(operation.id ?? '') || nameFromPath(operation));
  const identities = new Map<string, Set<string>>();
  for (const [index, operation] of operations.entries()) {
    const base = preferred[index] ?? '';
    identities.set(base, (identities.get(base) ?? new Set()).add(identityOf(operation)));
  }
  const validIds = new Set(
    operations.flatMap(({ id }) => (id !== undefined && isValidName(id, limit) ? [id] : [])),
  );
  const taken = new Set<string>();
  return operations.map((operation, index) => {
    const base = preferred[index] ?? '';
    const isUnambiguous = operation.id === base || identities.get(base)?.size === 1;
    const candidates = [
      isUnambiguous ? limitLength(base, limit) : withHash(base, identityOf(operation), limit),
      // Two operations may have the same operationId, although the document must not; method and path differ.
      withHash(base, `${operation.method} ${operation.path}`, limit),
    ];
    const isFree = (candidate: string): boolean =>
      !taken.has(candidate) && (candidate === operation.id || !validIds.has(candidate));
    const name = candidates.find(isFree) ?? withHash(base, String(index), limit);
    taken.add(name);
    return name;
  });
}

function identityOf({ id, method, path }: NamedOperation): string {
  return id ?? `${method} ${path}`;
}

/** Returns `get_pets_by_petId` for `GET /pets/{petId}`. */
function nameFromPath({ method, path }: NamedOperation): string {
  const words = path.split('/').map((segment) => segment.replace(/\{([^{}]*)\}/g, '_by_$1_'));
  const name = sanitize([method.toLowerCase(), ...words].join('_'));
  return name.replace(/_{2,}/g, '_').replace(/^_|_$/g, '') || 'operation';
}

function isValidName(id: string, limit: number): boolean {
  return id.length <= limit && /^[a-zA-Z0-9_-]+$/.test(id);
}

/** Writes letters in ASCII, and replaces each run of other characters by `_`. */
function sanitize(id: string): string {
  if (/^[a-zA-Z0-9_-]+$/.test(id)) return id;
  const plain = isForeign(id) ? transliterate(id) : id.normalize('NFKD').replace(/\p{M}+/gu, '');
  return replaceRuns(plain, /[^a-zA-Z0-9_-]+/g);
}

/** Replaces runs within a text by `_`, and drops runs at both ends. */
export function replaceRuns(text: string, runs: RegExp): string {
  const marked = text.replace(runs, '\0');
  return marked.replace(/^\0|\0$/g, '').replaceAll('\0', '_');
}

function limitLength(name: string, limit: number): string {
  return name.length <= limit ? name : withHash(name, name, limit);
}

/** Returns the start of a name with six hexadecimal digits of a hash of its identity. */
export function withHash(name: string, identity: string, limit = longestName): string {
  // Few documents need a hash, and loading the module takes a noticeable part of the start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 6);
  return `${name.slice(0, limit - hash.length - 1)}_${hash}`;
}

/** Returns a title as a lower-case slug in ASCII, or `api` if it has no letters or digits. */
export function slug(title: string): string {
  const plain = transliterateWords(title)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    // `Netlify's API` is the API of Netlify.
    .replace(/['‘’]s?(?![a-z0-9])|['‘’]/g, '');
  return (
    replaceRuns(plain, /[^a-z0-9]+/g)
      .replaceAll('_', '-')
      .slice(0, 48)
      .replace(/-$/, '') || 'api'
  );
}

/** Writes letters in ASCII. The syllables of a script without capitals become words: `Chong Wu` for `宠物`. */
function transliterateWords(text: string): string {
  return text.normalize('NFC').replace(/[^\0-\x7f]+/g, (run) => {
    const read = transliterate(run);
    const hasSyllables = /[A-Z]/.test(read) && !/\p{Lu}/u.test(run);
    return hasSyllables ? ` ${read.replace(/([a-z])([A-Z])/g, '$1 $2')} ` : read;
  });
}
