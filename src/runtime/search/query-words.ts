import { stemmer } from 'stemmer';

/** Words that are ignored in queries. */
const stopWords = new Set(
  (
    'a all an and any are as at be been but by can could did do does each every for from had has have he her him his how i if in into ' +
    'is it its just let like may might must of on one onto or our please shall she should so some somebody someone than that the their ' +
    'them then there these they this those to us very want was we were will with would you your'
  ).split(' '),
);

/**
 * Groups of synonyms. A query with a word of a group also searches for the others, with less weight. The groups
 * contain only words that any API may use, for actions and abbreviations.
 */
const groups = [
  'create add new make open write post insert register start submit publish record log generate',
  'add invite',
  'issue ticket bug',
  'close done complete finish resolve',
  'delete remove destroy erase drop',
  'update edit change modify set patch put replace',
  'list show get retrieve fetch which what',
  'get retrieve fetch read show view see download what',
  'search find query look lookup filter',
  'cancel stop abort terminate close end',
  'send deliver notify',
  'run execute trigger dispatch launch start',
  'upload import attach',
  'download export',
  'copy duplicate clone',
  'enable activate',
  'disable deactivate',
  'move transfer',
  'user person people member who account',
  'my me mine myself own current authenticated i',
  'repo repos repository',
  'org orgs organization organisation',
  'config configuration setting settings',
  'app apps application',
  'doc docs document',
  'info information detail details metadata',
  'env environment',
  'auth authentication authorization',
  'admin administrator',
  'message msg',
  'image picture photo img',
  'folder directory dir',
  'id identifier',
  'count number total many',
  'history log logs changelog',
];

const known = new Map<string, string>();
const synonyms = new Map<string, Set<string>>();
for (const group of groups) {
  const stems = group.split(' ').map(stemOf);
  for (const stem of stems) {
    const others = synonyms.get(stem) ?? new Set();
    for (const other of stems) if (other !== stem) others.add(other);
    synonyms.set(stem, others);
  }
}

/** Returns the Porter stem of a word, so that plurals and endings do not matter. */
export function stemOf(word: string): string {
  const stem = known.get(word) ?? stemmer(word);
  // Documents have some thousand words. A hostile document must not fill the memory.
  if (known.size < 50_000) known.set(word, stem);
  return stem;
}

/**
 * Returns the stems of the words of a text. `listPullRequests`, `list_pull_requests` and `List pull requests` are
 * equal.
 */
export function wordsOf(text: string): string[] {
  return splitWords(text)
    .filter((word) => !stopWords.has(word))
    .map(stemOf);
}

/** Runs of text in scripts that put no spaces between words. */
const unspacedRuns =
  /([\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]+)/u;

let segmenter: Intl.Segmenter | undefined;

function splitWords(text: string): string[] {
  const runs = text.normalize('NFKC').split(unspacedRuns);
  return runs.flatMap((run, index) => (index % 2 === 0 ? splitSpaced(run) : segmentWords(run)));
}

/** Splits a text at spaces, marks and changes of case. Accents are removed. */
function splitSpaced(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/['’]/g, '')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Splits a text without spaces by the dictionaries of ICU. Marks stay: they are vowels and tones in these scripts. */
function segmentWords(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment).filter((word) =>
    /[\p{L}\p{N}]/u.test(word),
  );
}

/** A word to search for, with its weight: 1 for a word of the query, and less for a synonym. */
export interface QueryWord {
  stem: string;
  weight: number;
  /** Index of the word of the query that it stands for. */
  position: number;
}

const synonymWeight = 0.3;

/** Words that ask for a deletion. */
export const deletionWords: ReadonlySet<string> = new Set(
  'delete remove destroy erase drop cancel stop detach unlink revoke clear void'.split(' ').map(stemOf),
);

/** Returns the words to search for. A query of ignored words only is searched by those. */
export function queryWords(query: string): QueryWord[] {
  const all = splitWords(query);
  const relevant = all.filter((word) => !stopWords.has(word) || synonyms.has(stemOf(word)));
  const words = [...new Set((relevant.length > 0 ? relevant : all).map(stemOf))];
  const wanted = new Map(words.map((stem, position) => [stem, { stem, weight: 1, position }]));
  for (const [position, word] of words.entries())
    for (const stem of synonyms.get(word) ?? [])
      if (!wanted.has(stem)) wanted.set(stem, { stem, weight: synonymWeight, position });
  return [...wanted.values()];
}
