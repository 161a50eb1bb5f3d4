import { errorTree } from './error-tree.ts';
import { explainUnion } from './explain-union.ts';
import { openOverlaps } from './overlaps.ts';
import type { UnionCapabilities } from './union-capability-types.ts';

/** The checks of `anyOf` and `oneOf`. A generated server has them if its API has unions. */
export const unionCapabilities: UnionCapabilities = {
  errorTree,
  explainUnion,
  openOverlaps,
};
