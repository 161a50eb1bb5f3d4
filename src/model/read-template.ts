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
 * (`{name=projects/*}`), operators of RFC 6570 (`{+path}`, `{/id}`, `{?q}`), catch-alls (`{*path}`, `{path*}`), white space,
 * colons (`/:id`), angle brackets (`<int:id>`), `{{id}}`, `${id}`, encoded braces, or another case than that of the
 * parameter. `declared` are the names of the declared path parameters.
 */
export function readTemplate(template: string, declared: string[]): PathTemplate {
  const result: PathTemplate = { path: '', greedy: new Set(), query: [], repairs: [] };
  const free = new Set(declared);
  const pieces = splitTemplate(template);
  for (const piece of pieces) free.delete(innerText(piece) ?? '');
  for (const [index, piece] of pieces.entries()) {
    const inner = innerText(piece);
    const next = pieces[index + 1] ?? '';
    const isTemplateLiteral = piece.endsWith('$') && innerText(next) !== undefined;
    if (isTemplateLiteral) result.repairs.push([`$${next}`, next]);
    result.path +=
      inner === undefined
        ? readLiteral(isTemplateLiteral ? piece.slice(0, -1) : piece, free, result)
        : readExpression(inner, declared, free, result);
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

/** Reads `/:id` and `%7Bid%7D`, if a parameter of this name has no other place, and `<int:id>`. */
function readLiteral(text: string, free: Set<string>, { repairs, greedy }: PathTemplate): string {
  return text.replace(
    /(?<=\/):([\w-]+)(?=\/|$)|%7B([\w-]+)%7D|<(?:(\w+)(?:\([^<>()]*\))?:)?([\w-]+)>/gi,
    (from, colon?: string, encoded?: string, converter?: string, bracketed?: string) => {
      const bare = colon ?? encoded ?? bracketed ?? '';
      const name = freeName(bare, free) ?? (bracketed === undefined ? undefined : bare);
      if (name === undefined) return from;
      free.delete(name);
      if (converter === 'path') greedy.add(name);
      repairs.push([from, `{${name}}`]);
      return `{${name}}`;
    },
  );
}

/** Returns the only free name that is the same but for case and punctuation. */
function freeName(name: string, free: Set<string>): string | undefined {
  if (free.has(name)) return name;
  const same = [...free].filter((each) => withoutCase(each) === withoutCase(name));
  return same.length === 1 ? same[0] : undefined;
}

function withoutCase(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.\s]/g, '');
}

const greedyConstraint = /^(?:path|\(?\.[*+]\)?)$/;

function readExpression(
  inner: string,
  declared: string[],
  free: Set<string>,
  { greedy, query, repairs }: PathTemplate,
): string {
  if (declared.includes(inner)) return `{${inner}}`;
  const text = inner.replace(/^\{(.*)\}$/s, '$1').trim();
  const [, expansion, list = ''] = /^([?&/.;])(.+)$/s.exec(text) ?? [];
  const names = list.split(',').map((name) => name.trim().replace(/(?:\*|:\d+)$/, ''));
  if (expansion === '?' || expansion === '&') {
    query.push(...names.filter((name) => name !== ''));
    repairs.push([`{${inner}}`, 'query parameters']);
    return '';
  }
  // An undeclared name may begin with a dot.
  if (expansion !== undefined && (expansion !== '.' || names.every((bare) => freeName(bare, free)))) {
    const expanded = names.map((bare) => {
      const name = freeName(bare, free) ?? bare;
      free.delete(name);
      return `${expansion}${expansion === ';' ? `${bare}=` : ''}{${name}}`;
    });
    repairs.push([`{${inner}}`, expanded.join('')]);
    return expanded.join('');
  }
  const [, operator = '', bare = '', suffix = '', separator = '', rest = ''] =
    /^(\+|\*{1,2}|#)?\s*([^:=*+?\s]+)\s*(\*|\+|\?)?\s*(?:([:=])\s*(.*))?$/s.exec(text) ?? [];
  if (bare === '') return `{${inner}}`;
  const name = declared.includes(bare) ? bare : (freeName(bare, free) ?? bare);
  free.delete(name);
  const isPattern = separator === '=' && /[/]|\*\*/.test(rest);
  const isGreedy =
    operator !== '' || suffix === '*' || suffix === '+' || isPattern || greedyConstraint.test(rest);
  if (isGreedy) greedy.add(name);
  if (name !== inner) repairs.push([`{${inner}}`, `{${name}}`]);
  return `{${name}}`;
}
