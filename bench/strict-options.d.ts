/** The compiler options of a strict project, for tsconfig.json. */
export declare const strictOptions: Record<string, unknown>;
