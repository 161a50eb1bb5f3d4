/** A real document among the devDependencies. */
export interface CorpusDocument {
  /** Within node_modules. */
  name: string;
  path: string;
}

/** Every OpenAPI document that the packages ship, one row each. */
export declare function corpusDocuments(): CorpusDocument[];
