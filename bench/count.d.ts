/** How many operations a document's paths have; `resolve` answers what a `$ref` of a path item names. */
export function countOperations(document: object, resolve?: (reference: string) => unknown): number;
