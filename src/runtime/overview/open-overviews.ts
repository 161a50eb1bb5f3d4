import type { Overviews } from '../capability-types.ts';
import type { AccessControl } from '../policy/access-control.ts';
import type { ReadResult, Resource } from '../protocol.ts';
import type { ServedPart } from '../served-part.ts';
import type { ApiDescriptor } from '../../descriptor.ts';

/** Opens the overviews of APIs. Their text is written when one is read, from the operations that its reader may see. */
export function openOverviews(parts: readonly ServedPart[], accessControl: AccessControl): Overviews {
  return {
    resources: (isVisible) =>
      parts
        .filter(({ descriptor }) => descriptor.operations.some(isVisible))
        .map(({ descriptor }) => overviewResource(descriptor)),
    read(uri, context) {
      const part = parts.find(({ descriptor }) => uri === overviewUri(descriptor));
      if (part === undefined) return undefined;
      const operations = part.descriptor.operations.filter((operation) =>
        accessControl.isVisible(operation, context?.principal),
      );
      return operations.length === 0
        ? undefined
        : readOverview(part, { ...part.descriptor, operations }, uri);
    },
  };
}

async function readOverview(part: ServedPart, visible: ApiDescriptor, uri: string): Promise<ReadResult> {
  const { writeOverview } = await import('./write-overview.ts');
  return { contents: [{ uri, mimeType: 'text/markdown', text: writeOverview(visible, part.options) }] };
}

/** Returns the URI of an overview. The URIs of operations have the authority `api`. */
function overviewUri({ scheme }: ApiDescriptor): string {
  return `${scheme}://overview`;
}

function overviewResource(api: ApiDescriptor): Resource {
  return {
    uri: overviewUri(api),
    name: 'overview',
    title: `Overview of ${api.title}`,
    description:
      'What the API is for, its areas and operations, authentication, pages of lists, limits and servers.',
    mimeType: 'text/markdown',
  };
}
