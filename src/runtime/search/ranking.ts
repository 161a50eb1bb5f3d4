import MiniSearch from 'minisearch';
import { fieldWords, titleWords } from './indexed-fields.ts';
import { queryWords, deletionWords } from './query-words.ts';
import type { Field } from './indexed-fields.ts';
import type { QueryWord } from './query-words.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** An operation that answers a question, and how well; scores compare within one question only. */
export interface RankedOperation {
  operation: OperationDescriptor;
  score: number;
}

/** Ranks the operations that are offered by how well they answer a question, best first. */
export type Ranking = (question: string, offered: Set<OperationDescriptor>) => RankedOperation[];

/** What a word in a field counts. */
const boosts: Record<Field, number> = {
  title: 4,
  name: 2,
  path: 2,
  action: 1,
  tags: 1,
  parameters: 0.25,
  description: 0.75,
};

/** What has less than this of the best score has but a common word with the question. */
const leastShare = 0.01;

/** What BM25+ alone puts further down than this is not looked at again. */
const mostConsidered = 300;

const fields = Object.keys(boosts) as Field[];

/** Where a word answers a word of the question but half. */
const lesser = new Set<string>(['tags', 'parameters', 'description'] satisfies Field[]);

/** Deprecated operations come after those that replaced them. */
const deprecatedShare = 0.6;

/** What deletes is not what was asked for, unless it was. */
const deletingShare = 0.4;

interface Entry {
  id: number;
  operation: OperationDescriptor;
}

/**
 * BM25+ over the fields says what has the words that are rare. How much of the question an operation answers, and how
 * much of its title was asked for, say which of them is meant: `Create issue` rather than `Create issue link type`.
 * bench/search.js measures it.
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

  return (question, offered) => {
    const asked = queryWords(question);
    const weights = new Map(asked.map(({ stem, weight }) => [stem, weight]));
    const isAsked = (word: string): boolean => weights.get(word) === 1;
    const found = index.search([...weights.keys()].join(' '), {
      boost: boosts,
      boostTerm: (word) => weights.get(word) ?? 1,
      prefix: (word) => word.length > 3 && isAsked(word),
      fuzzy: (word) => (word.length > 5 && isAsked(word) ? 0.2 : false),
      weights: { prefix: 0.2, fuzzy: 0.1 },
      filter: ({ id }) => isOffered(operations[Number(id)], offered),
    });
    const wantsDeletion = [...weights.keys()].some((word) => isAsked(word) && deletionWords.has(word));
    const ranked = found
      .slice(0, mostConsidered)
      .flatMap(({ id, score, match, queryTerms }): RankedOperation[] => {
        const operation = operations[Number(id)];
        if (operation === undefined) return [];
        const shares = [
          coverage(asked, match, queryTerms, rarity),
          Math.max(...(titles[Number(id)] ?? []).map((title) => precision(asked, title, rarity))),
          operation.deprecated ? deprecatedShare : 1,
          operation.method === 'DELETE' && !wantsDeletion ? deletingShare : 1,
        ];
        return [{ operation, score: shares.reduce((product, share) => product * share, Math.sqrt(score)) }];
      })
      .toSorted((one, other) => other.score - one.score);
    const [best] = ranked;
    return ranked.filter(({ score }) => score >= (best?.score ?? 0) * leastShare);
  };
}

function isOffered(operation: OperationDescriptor | undefined, offered: Set<OperationDescriptor>): boolean {
  return operation !== undefined && offered.has(operation);
}

/** Words of descriptions are no measure: they are about everything. */
function rarityFields(operation: OperationDescriptor): string[] {
  return (['title', 'path', 'name'] as const).flatMap((field) => fieldWords(operation, field));
}

type Rarity = (word: string) => number;

/** How much a word tells: the fewer operations have it, the more. */
function rarityIn(all: Set<string>[]): Rarity {
  const counts = new Map<string, number>();
  for (const words of all) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => Math.sqrt(Math.log(1 + all.length / ((counts.get(word) ?? 0) + 0.5)));
}

const misspelt = 0.4;

/** A synonym is less than the word itself, but much more than nothing. */
function likeness(weight: number): number {
  return weight ** 0.4;
}

/** How much of the question is answered: what has all of its words is better than what has the rarest of them often. */
function coverage(
  asked: QueryWord[],
  match: Record<string, string[]>,
  met: string[],
  rarity: Rarity,
): number {
  const best: number[] = [];
  const rarities: number[] = [];
  for (const { stem, weight, position } of asked) {
    if (weight !== 1) continue;
    rarities[position] = rarity(stem);
    // A word that was met, but in none of the ways below, was misspelt.
    if (met.includes(stem)) best[position] = misspelt;
  }
  for (const [word, matched] of Object.entries(match)) {
    const place = matched.every((field) => lesser.has(field)) ? 0.5 : 1;
    const exact = asked.filter(({ stem }) => stem === word);
    const near = asked.filter(({ stem, weight }) => weight === 1 && word.startsWith(stem));
    for (const { weight, position } of exact.length > 0 ? exact : near)
      best[position] = Math.max(best[position] ?? 0, place * likeness(weight));
  }
  const total = rarities.reduce((sum, each) => sum + each, 0);
  const answered = rarities.reduce((sum, each, position) => sum + each * (best[position] ?? 0), 0);
  return total === 0 ? 0 : (answered / total) ** 2.5;
}

/** How much of the title was asked for; a title that begins as the question does names the same action. */
function precision(asked: QueryWord[], title: string[], rarity: Rarity): number {
  const byStem = new Map(asked.map((word) => [word.stem, word]));
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
