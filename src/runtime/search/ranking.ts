import MiniSearch from 'minisearch';
import { fieldWords, titleWords } from './indexed-fields.ts';
import { queryWords, deletionWords } from './query-words.ts';
import type { Field } from './indexed-fields.ts';
import type { QueryWord } from './query-words.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** An operation with the score of a query. Scores of different queries do not compare. */
export interface RankedOperation {
  operation: OperationDescriptor;
  score: number;
}

/** Ranks candidates by how well they match a query, best first. */
export type Ranking = (query: string, candidates: Set<OperationDescriptor>) => RankedOperation[];

/** The weight of a word by its field. */
const boosts: Record<Field, number> = {
  title: 4,
  name: 2,
  path: 2,
  action: 1,
  tags: 1,
  parameters: 0.25,
  description: 0.75,
};

const fields = Object.keys(boosts) as Field[];

/** Fields whose words count half. */
const minorFields = new Set<string>(['tags', 'parameters', 'description'] satisfies Field[]);

/** Deprecated operations rank below their replacements. */
const deprecatedFactor = 0.6;

/** Deletions rank lower, unless the query asks for one. */
const deletionFactor = 0.4;

interface Entry {
  id: number;
  operation: OperationDescriptor;
}

/**
 * Creates a ranking. BM25+ over the fields finds operations with the rare words of a query. Two measures then refine
 * the score: the share of the query that an operation covers, and the share of its title that the query asks for. So
 * `Create issue` precedes `Create issue link type`. bench/search.js measures the ranking.
 */
export function createRanking(operations: OperationDescriptor[]): Ranking {
  const index = new MiniSearch<Entry>({
    fields,
    extractField: ({ id, operation }, field) =>
      field === 'id' ? String(id) : fieldWords(operation, field as Field).join(' '),
    tokenize: (text) => text.split(' ').filter((word) => word !== ''),
    processTerm: (word) => word,
  });
  index.addAll(operations.map((operation, id) => ({ id, operation })));
  const titles = operations.map((operation) => {
    const title = titleWords(operation);
    return operation.title === undefined ? [title, fieldWords(operation, 'name')] : [title];
  });
  const rarity = rarityIn(operations.map((operation) => new Set(rarityFields(operation))));

  return (query, candidates) => {
    const wanted = queryWords(query);
    const weights = new Map(wanted.map(({ stem, weight }) => [stem, weight]));
    const isWanted = (word: string): boolean => weights.get(word) === 1;
    const found = index.search([...weights.keys()].join(' '), {
      boost: boosts,
      boostTerm: (word) => weights.get(word) ?? 1,
      prefix: (word) => word.length > 3 && isWanted(word),
      fuzzy: (word) => (word.length > 5 && isWanted(word) ? 0.2 : false),
      weights: { prefix: 0.2, fuzzy: 0.1 },
      filter: ({ id }) => isCandidate(operations[Number(id)], candidates),
    });
    const wantsDeletion = [...weights.keys()].some((word) => isWanted(word) && deletionWords.has(word));
    return found
      .flatMap(({ id, score, match, queryTerms }): RankedOperation[] => {
        const operation = operations[Number(id)];
        if (operation === undefined) return [];
        const shares = [
          coverage(wanted, match, queryTerms, rarity),
          Math.max(...(titles[Number(id)] ?? []).map((title) => precision(wanted, title, rarity))),
          operation.deprecated ? deprecatedFactor : 1,
          operation.method === 'DELETE' && !wantsDeletion ? deletionFactor : 1,
        ];
        return [{ operation, score: shares.reduce((product, share) => product * share, Math.sqrt(score)) }];
      })
      .toSorted((one, other) => other.score - one.score);
  };
}

function isCandidate(
  operation: OperationDescriptor | undefined,
  candidates: Set<OperationDescriptor>,
): boolean {
  return operation !== undefined && candidates.has(operation);
}

/** Returns the words that determine rarity. Descriptions contain too many unrelated words. */
function rarityFields(operation: OperationDescriptor): string[] {
  return (['title', 'path', 'name'] as const).flatMap((field) => fieldWords(operation, field));
}

type Rarity = (word: string) => number;

/** Returns the weight of a word, which is higher the fewer operations have it. */
function rarityIn(all: Set<string>[]): Rarity {
  const counts = new Map<string, number>();
  for (const words of all) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => Math.sqrt(Math.log(1 + all.length / ((counts.get(word) ?? 0) + 0.5)));
}

const misspeltLikeness = 0.4;

/** Returns the likeness of a synonym, which is below that of the word itself, but far above none. */
function likeness(weight: number): number {
  return weight ** 0.4;
}

/**
 * Returns the share of the query that is covered. An operation with all words precedes one that repeats the rarest of
 * them.
 */
function coverage(
  wanted: QueryWord[],
  match: Record<string, string[]>,
  matchedTerms: string[],
  rarity: Rarity,
): number {
  const best: number[] = [];
  const rarities: number[] = [];
  for (const { stem, weight, position } of wanted) {
    if (weight !== 1) continue;
    rarities[position] = rarity(stem);
    // A matched word without any of the matches below was misspelt.
    if (matchedTerms.includes(stem)) best[position] = misspeltLikeness;
  }
  for (const [word, matched] of Object.entries(match)) {
    const place = matched.every((field) => minorFields.has(field)) ? 0.5 : 1;
    const exact = wanted.filter(({ stem }) => stem === word);
    const near = wanted.filter(({ stem, weight }) => weight === 1 && word.startsWith(stem));
    for (const { weight, position } of exact.length > 0 ? exact : near)
      best[position] = Math.max(best[position] ?? 0, place * likeness(weight));
  }
  const total = rarities.reduce((sum, each) => sum + each, 0);
  const covered = rarities.reduce((sum, each, position) => sum + each * (best[position] ?? 0), 0);
  return total === 0 ? 0 : (covered / total) ** 2.5;
}

/**
 * Returns the share of the title that the query asks for. A title that begins like the query names the same action.
 */
function precision(wanted: QueryWord[], title: string[], rarity: Rarity): number {
  const byStem = new Map(wanted.map((word) => [word.stem, word]));
  let total = 0;
  let sought = 0;
  for (const word of new Set(title)) {
    const each = rarity(word);
    total += each;
    sought += each * likeness(byStem.get(word)?.weight ?? 0);
  }
  const first = byStem.get(title[0] ?? '');
  const beginsAlike = first?.position === 0 ? likeness(first.weight) : 0;
  return (0.25 + (total === 0 ? 0 : sought / total)) ** 2 * (1 + 0.4 * beginsAlike);
}
