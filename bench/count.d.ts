/** Returns the number of operations in the paths of a document. `resolve` returns the target of a path item's `$ref`. */
export function countOperations(document: object, resolve?: (reference: string) => unknown): number;
