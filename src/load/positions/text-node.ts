/** A value in a JSON or YAML text. */
export interface TextNode {
  /** The offset of the value in the text, or of its key if the value is a property. */
  offset: number;
  /** Returns the property or item with a name or index. */
  child(segment: string): TextNode | undefined;
}
