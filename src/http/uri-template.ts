/** A variable of a URI template (RFC 6570). */
interface TemplateVariable {
  name: string;
  in: 'path' | 'query';
  shape: 'value' | 'list' | 'json';
}

/** Returns a text with the characters replaced that no name of a variable has (RFC 6570 §2.3). */
export function toVariableName(text: string): string {
  return text.replace(/[^A-Za-z0-9_.]|^\.|\.(?=\.|$)/g, '_');
}

/** Returns a name that is not taken: the given one, or the first free one with a number. */
export function freeVariableName(base: string, taken: ReadonlySet<string>): string {
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
  return name;
}

/** Returns the expression of the variables of the query, `{?limit,tags*}`, or an empty text without any (RFC 6570 §3.2.8). */
export function queryExpression(variables: readonly TemplateVariable[]): string {
  const names = variables
    .filter((variable) => variable.in === 'query')
    .map(({ name, shape }) => (shape === 'list' ? `${name}*` : name));
  return names.length > 0 ? `{?${names.join(',')}}` : '';
}
