const tokens = /\s+|[[{\]},:]|"[^"\\]*(?:\\[^][^"\\]*)*"|[^\s[\]{},:"]+/y;

/** A place after a complete value: the offset in the text, and the number of containers that are open there. */
interface ValueEnd {
  offset: number;
  depth: number;
}

/**
 * Returns truncated JSON as valid JSON: everything after the last complete value is dropped, inside a list after the
 * last complete item, and open containers are closed. Returns `undefined` if no value is complete, or if the text is
 * not the beginning of JSON.
 *
 * @example completeJson('{"n":9,"items":[{"id":1,"a":2},{"id":2,"a":') // {"n":9,"items":[{"id":1,"a":2}]}
 */
export function completeJson(text: string): string | undefined {
  const open: string[] = [];
  let isKey = false;
  let lists = 0;
  let openItems = 0;
  let afterItem: ValueEnd | undefined;
  let afterValue: ValueEnd | undefined;
  tokens.lastIndex = 0;
  for (let token = tokens.exec(text)?.[0]; token !== undefined; token = tokens.exec(text)?.[0]) {
    const [first = ''] = token;
    if (/\s/.test(first)) continue;
    if (afterValue !== undefined && open.length === 0) return undefined;
    if (first === '[') lists += 1;
    if (first === '{' && lists > 0) openItems += 1;
    if (first === '[' || first === '{') open.push(first === '[' ? ']' : '}');
    if (first === '[' || first === '{' || first === ',' || first === ':') {
      // In an object, a string is a key until the colon.
      isKey = first !== ':' && open.at(-1) === '}';
      continue;
    }
    if (first === ']' || first === '}') {
      if (open.pop() !== first) return undefined;
      if (first === ']') lists -= 1;
      else if (lists > 0) openItems -= 1;
      // A number at the end of the text may be incomplete.
    } else if (isKey || (first !== '"' && tokens.lastIndex === text.length)) continue;
    afterValue = { offset: tokens.lastIndex, depth: open.length };
    if (openItems === 0) afterItem = afterValue;
  }
  const end = afterItem ?? afterValue;
  if (end === undefined) return undefined;
  // The outermost `depth` containers were open at that place and have not been closed since.
  return text.slice(0, end.offset) + open.slice(0, end.depth).toReversed().join('');
}
