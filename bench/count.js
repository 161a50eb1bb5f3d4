// Counts the operations of a document as it was written, without the code under test.
const methods = new Set('get put post delete options head patch trace query'.split(' '));

/** Returns the number of operations in the paths of a document. `resolve` returns the target of a path item's `$ref`. */
export function countOperations(document, resolve = (reference) => local(document, reference)) {
  let count = 0;
  for (const [path, written] of Object.entries(document.paths ?? {})) {
    if (!path.startsWith('/') || typeof written !== 'object' || written === null) continue;
    const target = typeof written.$ref === 'string' ? resolve(written.$ref) : undefined;
    const item = { ...target, ...written };
    count += Object.keys(item).filter((key) => methods.has(key) && typeof item[key] === 'object').length;
    count += Object.keys(item.additionalOperations ?? {}).length;
  }
  return count;
}

function local(document, reference) {
  const segments = reference.replace(/^#\/?/, '').split('/');
  return segments.reduce(
    (node, segment) => node?.[decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')],
    document,
  );
}
