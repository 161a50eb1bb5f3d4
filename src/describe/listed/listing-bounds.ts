/** Bounds that one attempt to list a schema keeps. */
export interface ListingBounds {
  /** Size in bytes above which the attempt fails. */
  bytes: number;
  /** Number of nested schemas below which a schema is left open. */
  depth: number;
  /** Leave out descriptions, titles and defaults. */
  isTerse?: boolean;
  /** Leave out properties that are not required. */
  isMinimal?: boolean;
}

/**
 * Returns the attempts for a schema of arguments: parts far from the root are left open if it is too large. The last
 * attempt has no bound, because a tool without its arguments is of no use.
 */
export function inputBounds(bytes: number): ListingBounds[] {
  return [
    { bytes, depth: Infinity },
    ...[8, 6, 4, 3, 2].map((depth) => ({ bytes, depth })),
    { bytes: Number.MAX_SAFE_INTEGER, depth: 2, isTerse: true },
  ];
}

/**
 * Returns the attempts for a schema of results: descriptions go first, then depth, then properties that are not required. The
 * last attempt has no bound, because any schema has a type of a few bytes.
 */
export function outputBounds(bytes: number): ListingBounds[] {
  return [
    { bytes, depth: Infinity },
    { bytes, depth: Infinity, isTerse: true },
    ...[3, 2, 1, 0].map((depth) => ({ bytes, depth, isTerse: true })),
    { bytes, depth: 3, isTerse: true, isMinimal: true },
    { bytes, depth: 1, isTerse: true, isMinimal: true },
    { bytes, depth: 0, isTerse: true, isMinimal: true },
    // The type is left.
    { bytes: Number.MAX_SAFE_INTEGER, depth: -1, isTerse: true },
  ];
}
