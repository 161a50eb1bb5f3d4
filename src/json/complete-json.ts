const tokens = /\s+|[[{\]},:]|"[^"\\]*(?:\\[^][^"\\]*)*"|[^\s[\]{},:"]+/y;

/**
 * JSON text that was cut off, ended after its last whole value, or its last whole item where it is in a list:
 * `{"n":9,"items":[{"id":1,"a":2},{"id":2,"a":` becomes `{"n":9,"items":[{"id":1,"a":2}]}`. Absent where nothing is whole,
 * or where the text is no beginning of JSON.
 */
export function completeJson(text: string): string | undefined {
  const open: string[] = [];
  let isKey = false;
  let [lists, itemsBegun] = [0, 0];
  let [afterItem, afterValue]: End[] = [];
  tokens.lastIndex = 0;
  for (let token = tokens.exec(text)?.[0]; token !== undefined; token = tokens.exec(text)?.[0]) {
    const [first = ''] = token;
    if (/\s/.test(first)) continue;
    if (afterValue !== undefined && open.length === 0) return undefined;
    if (first === '[') lists += 1;
    if (first === '{' && lists > 0) itemsBegun += 1;
    if (first === '[' || first === '{') open.push(first === '[' ? ']' : '}');
    if (first === '[' || first === '{' || first === ',' || first === ':') {
      // In an object a string is a key until its colon.
      isKey = first !== ':' && open.at(-1) === '}';
      continue;
    }
    if (first === ']' || first === '}') {
      if (open.pop() !== first) return undefined;
      if (first === ']') lists -= 1;
      else if (lists > 0) itemsBegun -= 1;
      // A number at the very end may have been longer.
    } else if (isKey || (first !== '"' && tokens.lastIndex === text.length)) continue;
    afterValue = { at: tokens.lastIndex, depth: open.length };
    if (itemsBegun === 0) afterItem = afterValue;
  }
  const end = afterItem ?? afterValue;
  if (end === undefined) return undefined;
  // Since then things were opened at most, as far as they are not closed again.
  return text.slice(0, end.at) + open.slice(0, end.depth).toReversed().join('');
}

interface End {
  at: number;
  depth: number;
}
