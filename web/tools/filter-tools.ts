import type { ListedTool } from '../protocol/server.ts';

/** Returns the tools that have every word of a text, and a tag if one is given. */
export function filterTools(tools: ListedTool[], text: string, tag: string): ListedTool[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0 && tag === '') return tools;
  const found = tools.filter(
    ({ searched, tags }) =>
      (tag === '' || tags.includes(tag)) && words.every((word) => searched.includes(word)),
  );
  const [first = ''] = words;
  if (words.length !== 1) return found;
  // Names come before descriptions.
  const isNamed = ({ name }: ListedTool): boolean => name.toLowerCase().includes(first);
  return [...found.filter(isNamed), ...found.filter((tool) => !isNamed(tool))];
}

/** Returns the tags of tools with their counts, in the order of the document. */
export function countTags(tools: ListedTool[]): [tag: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { tags } of tools) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts];
}
