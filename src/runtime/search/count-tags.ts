import type { Resource } from '../protocol.ts';
import type { ApiDescriptor, OperationDescriptor } from '../../descriptor.ts';

/** A tag, with the number of its operations. */
export interface TagCount {
  tag: string;
  operations: number;
}

/** Counts the operations of each tag, in the order of their first use. */
export function countTags(operations: OperationDescriptor[]): TagCount[] {
  const counts = new Map<string, number>();
  for (const { tags } of operations)
    for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([tag, count]) => ({ tag, operations: count }));
}

/** Returns the list of tags as a resource. The URIs of operations have the authority `api`. */
export function tagsResource({ scheme, title }: Pick<ApiDescriptor, 'scheme' | 'title'>): Resource {
  return {
    uri: `${scheme}://tags`,
    name: 'tags',
    title: 'Tags',
    description: `The tags of ${title}, and how many operations each has.`,
    mimeType: 'application/json',
  };
}
