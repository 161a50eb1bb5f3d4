/** The parts of an operation that its id may repeat. */
interface IdentifiedOperation {
  id?: string;
  method: string;
  path: string;
  exposure?: { name?: string };
}

/**
 * Shortens ids that end with the path and the method of their operation, as FastAPI makes them:
 * `read_flow_runs_flow_runs_filter_post` becomes `read_flow_runs`. An id stays if the short one is that of another
 * operation too, and if the document's owner chose a name.
 */
export function withShortIds<Operation extends IdentifiedOperation>(operations: Operation[]): Operation[] {
  const shortened = operations.map(shortId);
  const owners = new Map<string, number>();
  for (const id of [...shortened, ...operations.map((operation) => operation.id)])
    if (id !== undefined) owners.set(id, (owners.get(id) ?? 0) + 1);
  return operations.map((operation, index) => {
    const id = shortened[index];
    return id === undefined || owners.get(id) !== 1 ? operation : { ...operation, id };
  });
}

function shortId({ id, method, path, exposure }: IdentifiedOperation): string | undefined {
  if (id === undefined || exposure?.name !== undefined) return undefined;
  const repeated = wordsOf(`${path}/${method}`);
  const words = wordsOf(id);
  const kept = words.length - repeated.length;
  if (kept < 1 || repeated.some(({ text }, index) => text !== words[kept + index]?.text)) return undefined;
  return id.slice(0, words[kept - 1]?.end);
}

/** Returns the words of a text in lower case, with their ends. */
function wordsOf(text: string): { text: string; end: number }[] {
  return Array.from(text.matchAll(/[a-z0-9]+/gi), (match) => ({
    text: match[0].toLowerCase(),
    end: match.index + match[0].length,
  }));
}
