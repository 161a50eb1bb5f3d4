/** The operations and tools that may be called, and by whom. */
export interface PolicyOptions {
  /**
   * Offer only operations with safe methods, which change nothing.
   * @default false
   */
  readOnly?: boolean | undefined;
  /** Allow only operations that match one of these patterns. They have the form of `include`. */
  allow?: string[] | undefined;
  /**
   * Refuse operations that match one of these patterns. They have the form of `include`. A pattern of a path also refuses a
   * call whose arguments lead to a URL that it matches.
   */
  deny?: string[] | undefined;
  /**
   * Ask the person before a call that destroys or overwrites data, or before every call that changes data. The call is
   * refused if the client cannot ask.
   */
  confirm?: 'destructive' | 'write' | undefined;
  /**
   * The key that signs the questions of `confirm` over HTTP. All processes behind one address need the same key; each
   * process creates its own by default.
   */
  confirmKey?: string | undefined;
  /**
   * Records that a confirmation is used, until a time in milliseconds since 1970. Returns false if it was used before, which
   * refuses the call. Processes with the same `confirmKey` need it to share what they have seen.
   */
  useConfirmation?: ((id: string, expires: number) => Promise<boolean>) | undefined;
  /**
   * Offer operations and tools that match this pattern only to callers with these scopes. The keys are patterns, and
   * the values lists of scopes.
   */
  toolScopes?: Record<string, string[]> | undefined;
}
