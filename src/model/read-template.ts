/** A path template in the notation of OpenAPI, with the properties that other notations add to its parameters. */
export interface PathTemplate {
  path: string;
  /** The path parameters whose values may have slashes. */
  greedy: Set<string>;
  /** The query parameters of a form expansion (RFC 6570 §3.2.8). */
  query: string[];
  /** The expressions that were read in another way than they are written, with what they are read as. */
  repairs: [from: string, to: string][];
}

/**
 * Reads a path template whose expressions can be in other notations: constraints (`{id:int}`), patterns
 * (`{name=projects/*}`), operators of RFC 6570 (`{+path}`, `{?q}`), catch-alls (`{*path}`, `{path*}`), white space, colons
 * (`/:id`), or another case than that of the parameter. `declared` are the names of the declared path parameters.
 */
export function readTemplate(template: string, declared: string[]): PathTemplate {
  const result: PathTemplate = { path: '', greedy: new Set(), query: [], repairs: [] };
  const free = new Set(declared);
  const pieces = splitTemplate(template);
  for (const piece of pieces) free.delete(innerText(piece) ?? '');
  for (const piece of pieces) {
    const inner = innerText(piece);
    result.path +=
      inner === undefined ? readLiteral(piece, free, result) : readExpression(inner, declared, free, result);
  }
  return result;
}

/** Returns the literals and the expressions of a template, in order. Braces inside an expression belong to it. */
function splitTemplate(template: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < template.length; at++) {
    const character = template[at];
    if (character === '{' && depth++ === 0) {
      pieces.push(template.slice(start, at));
      start = at;
    } else if (character === '}' && depth > 0 && --depth === 0) {
      pieces.push(template.slice(start, at + 1));
      start = at + 1;
    }
  }
  return [...pieces, template.slice(start)].filter((piece) => piece !== '');
}

function innerText(piece: string): string | undefined {
  return piece.length > 2 && piece.startsWith('{') && piece.endsWith('}') ? piece.slice(1, -1) : undefined;
}

/** Reads `/:id`, if a parameter of this name has no other place. */
function readLiteral(text: string, free: Set<string>, { repairs }: PathTemplate): string {
  return text.replace(/(?<=\/):([\w-]+)(?=\/|$)/g, (from, name: string) => {
    if (!free.delete(name)) return from;
    repairs.push([from, `{${name}}`]);
    return `{${name}}`;
  });
}

const greedyConstraint = /^(?:path|\(?\.[*+]\)?)$/;

function readExpression(
  inner: string,
  declared: string[],
  free: Set<string>,
  { greedy, query, repairs }: PathTemplate,
): string {
  if (declared.includes(inner)) return `{${inner}}`;
  const text = inner.trim();
  if (/^[?&]/.test(text)) {
    const names = text
      .slice(1)
      .split(',')
      .map((name) => name.trim().replace(/(?:\*|:\d+)$/, ''));
    query.push(...names.filter((name) => name !== ''));
    repairs.push([`{${inner}}`, 'query parameters']);
    return '';
  }
  const [, operator = '', bare = '', suffix = '', separator = '', rest = ''] =
    /^(\+|\*{1,2}|#)?\s*([^:=*+?\s]+)\s*(\*|\+|\?)?\s*(?:([:=])\s*(.*))?$/s.exec(text) ?? [];
  if (bare === '') return `{${inner}}`;
  const same = [...free].filter((name) => name.toLowerCase() === bare.toLowerCase());
  const name = declared.includes(bare) || same.length !== 1 ? bare : (same[0] ?? bare);
  free.delete(name);
  const isPattern = separator === '=' && /[/]|\*\*/.test(rest);
  const isGreedy =
    operator !== '' || suffix === '*' || suffix === '+' || isPattern || greedyConstraint.test(rest);
  if (isGreedy) greedy.add(name);
  if (name !== inner) repairs.push([`{${inner}}`, `{${name}}`]);
  return `{${name}}`;
}
