/** Fits the clients with the least room. */
export const defaultMaxResultChars = 40_000;
