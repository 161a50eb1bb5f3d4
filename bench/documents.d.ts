/** A real document in the devDependencies. */
export interface CorpusDocument {
  /** The path in node_modules. */
  name: string;
  path: string;
}

/** Returns every OpenAPI document that the packages ship. */
export declare function corpusDocuments(): CorpusDocument[];
