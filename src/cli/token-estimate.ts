/** Characters per token of English text and JSON with common tokenizers, on average. */
export const charactersPerToken = 4;
