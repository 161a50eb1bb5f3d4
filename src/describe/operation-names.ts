/** What clients take: Anthropic's and OpenAI's APIs refuse longer names and other characters. */
const maximumLength = 64;

interface NamedOperation {
  id?: string;
  method: string;
  path: string;
  exposure?: { name?: string };
}

/**
 * A tool name for each operation, in order: unique and lawful. The name that `x-mcp` gives goes before the operationId.
 * A lawful one stays as it is; others are
 * sanitised, and where that makes two alike, told apart by a hash of their own, so that a new operation renames no other.
 */
export function nameOperations(given: NamedOperation[]): string[] {
  const operations = given.map(({ exposure, ...operation }) =>
    exposure?.name === undefined ? operation : { ...operation, id: exposure.name },
  );
  const wishes = operations.map((operation) => sanitize(operation.id ?? '') || nameFromPath(operation));
  const claimants = new Map<string, Set<string>>();
  for (const [index, operation] of operations.entries()) {
    const wish = wishes[index] ?? '';
    claimants.set(wish, (claimants.get(wish) ?? new Set()).add(identityOf(operation)));
  }
  const lawful = new Set(operations.flatMap(({ id }) => (id !== undefined && isValidName(id) ? [id] : [])));
  const taken = new Set<string>();
  return operations.map((operation, index) => {
    const wish = wishes[index] ?? '';
    const isUndisputed = operation.id === wish || claimants.get(wish)?.size === 1;
    const candidates = [
      isUndisputed ? shorten(wish) : withHash(wish, identityOf(operation)),
      // The same operationId twice: the document is wrong, and only method and path tell them apart.
      withHash(wish, `${operation.method} ${operation.path}`),
    ];
    const isFree = (candidate: string): boolean =>
      !taken.has(candidate) && (candidate === operation.id || !lawful.has(candidate));
    const name = candidates.find(isFree) ?? withHash(wish, String(index));
    taken.add(name);
    return name;
  });
}

function identityOf({ id, method, path }: NamedOperation): string {
  return id ?? `${method} ${path}`;
}

/** `GET /pets/{petId}` is `get_pets_by_petId`. */
function nameFromPath({ method, path }: NamedOperation): string {
  const words = path.split('/').map((segment) => segment.replace(/\{([^{}]*)\}/g, '_by_$1_'));
  const name = sanitize([method.toLowerCase(), ...words].join('_'));
  return name.replace(/_{2,}/g, '_').replace(/^_|_$/g, '') || 'operation';
}

function isValidName(id: string): boolean {
  return /^[a-zA-Z0-9_-]{1,64}$/.test(id);
}

/** Accents are taken off, runs of other characters become one `_`. */
function sanitize(id: string): string {
  if (/^[a-zA-Z0-9_-]+$/.test(id)) return id;
  const plain = id.normalize('NFKD').replace(/\p{M}+/gu, '');
  return replaceRuns(plain, /[^a-zA-Z0-9_-]+/g);
}

/** Replaces runs by `_` within, and drops them at both ends. */
export function replaceRuns(text: string, runs: RegExp): string {
  const marked = text.replace(runs, '\0');
  return marked.replace(/^\0|\0$/g, '').replaceAll('\0', '_');
}

function shorten(name: string): string {
  return name.length <= maximumLength ? name : withHash(name, name);
}

/** A readable head and six digits of a hash. */
export function withHash(name: string, identity: string): string {
  // Few documents need it, and loading it takes a good part of their start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha256').update(identity).digest('hex').slice(0, 6);
  return `${name.slice(0, maximumLength - hash.length - 1)}_${hash}`;
}

/** A title as a lower-case slug; `api` where nothing is left of it. */
export function slug(title: string): string {
  const plain = title
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
