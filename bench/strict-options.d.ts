/** What a strict project compiles with, for tsconfig.json. */
export declare const strictOptions: Record<string, unknown>;
