/** Returns a document as large as Microsoft Graph's: 11,422 operations, about 20 MB. */
export function createGraphDocument(): object;
