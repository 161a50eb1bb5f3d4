/** Letters and digits beyond ASCII, with their accents. */
const foreignText = /(?:(?![\0-\x7f])[\p{L}\p{N}\p{M}])+/gu;
const foreignLetter = /(?![\0-\x7f])[\p{L}\p{N}]/u;

type Transliterate = (text: string) => string;
let loaded: Transliterate | undefined;

/** Returns true for a text with letters or digits beyond ASCII. */
export function isForeign(text: string): boolean {
  return /[^\0-\x7f]/.test(text) && foreignLetter.test(text.normalize('NFC'));
}

/** Returns a text with its letters and digits in ASCII: `ChengShi` for `城市`. The table is loaded on first use. */
export function transliterate(text: string): string {
  if (!isForeign(text)) return text;
  loaded ??= loadTable();
  const read = loaded;
  return text
    .normalize('NFC')
    .replace(foreignText, (run) => read(run).replace(/['"`]/g, '') || codePoints(run));
}

/** Loads `any-ascii`, an ES module, which only Node.js before 22.12 cannot require: letters are code points there. */
function loadTable(): Transliterate {
  try {
    const { createRequire } = process.getBuiltinModule('node:module');
    return (createRequire(import.meta.url)('any-ascii') as { default: Transliterate }).default;
  } catch {
    return () => '';
  }
}

/** Returns the characters of a text beyond ASCII by their numbers: `u57CE_u5E02` for `城市`. */
export function codePoints(text: string): string {
  const letters = [...text].filter((character) => /[^\0-\x7f]/.test(character));
  return letters.map((letter) => `u${letter.codePointAt(0)?.toString(16).toUpperCase()}`).join('_');
}
