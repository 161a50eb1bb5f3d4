/** Lines before and after a change that a diff shows. */
const context = 3;

/** A line of a diff: in both texts, or in one. */
interface DiffLine {
  mark: ' ' | '-' | '+';
  text: string;
}

/** Returns the lines that differ between two texts, with the lines around them. Empty for equal texts. */
export function textDiff(before: string, after: string): string {
  const lines = compare(linesOf(before), linesOf(after));
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  const isNear = (index: number): boolean => changed.some((each) => Math.abs(each - index) <= context);
  const shown = lines.map((line, index) => (isNear(index) ? `${line.mark}${line.text}` : undefined));
  return shown
    .flatMap((line, index) => line ?? (index === 0 || shown[index - 1] !== undefined ? ['…'] : []))
    .map((line) => `${line}\n`)
    .join('');
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** Compares lines by their longest common subsequence, after the common start and end. */
function compare(before: string[], after: string[]): DiffLine[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  const shorter = Math.min(before.length, after.length) - start;
  while (end < shorter && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [
    ...same(before.slice(0, start)),
    ...compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

function same(lines: string[]): DiffLine[] {
  return lines.map((text) => ({ mark: ' ', text }));
}

function compareMiddle(before: string[], after: string[]): DiffLine[] {
  const lengths = before.map(() => after.map(() => 0));
  const at = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--) {
      const length =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
      const lengthsOfRow = lengths[row];
      if (lengthsOfRow !== undefined) lengthsOfRow[column] = length;
    }
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < before.length || column < after.length) {
    const [old, fresh] = [before[row], after[column]];
    if (old !== undefined && old === fresh) {
      lines.push({ mark: ' ', text: old });
      row++;
      column++;
    } else if (old !== undefined && (fresh === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ mark: '-', text: old });
      row++;
    } else {
      lines.push({ mark: '+', text: fresh ?? '' });
      column++;
    }
  }
  return lines;
}
