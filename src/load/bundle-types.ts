import type { Json, JsonObject } from '../json/value.ts';
import type { DocumentBytes } from './fetch-document.ts';
import type { ObjectType } from './object-types.ts';

/** An object of an external document that a reference leads to. */
export interface ExternalNode {
  node: JsonObject;
  type: ObjectType;
  /** The external document. */
  document: Json;
}

/** An external document as it was read. */
export interface ExternalDocument extends DocumentBytes {
  /** The JSON pointer of the document in the bundled document. */
  pointer: string;
}

/** The callbacks of a bundling. */
export interface BundleObserver {
  /** Called for each external document that a reference names. `read` is absent if the document could not be read. */
  externalDocument?(url: URL, read?: ExternalDocument): void;
  /** Called for each value of the bundled document that was copied from another pointer of the bundled document. */
  copied?(pointer: string, from: string): void;
}

/** The main document, or an external document that is attached to it. */
export interface BundledDocument {
  url: URL;
  document: Json;
  /** The path of the document in the bundled document. */
  path: string[];
}

/** A reference that is not resolved yet: `holder[key]` names its target. */
export interface Reference {
  holder: JsonObject;
  key: string;
  text: string;
  /** The type of the target, or of the entries of the target for the role `map`. */
  type: ObjectType;
  /**
   * `node`: the reference stands for its target. `map`: the reference stands in a map, such as `paths: { $ref: … }`, and
   * the entries of its target belong to that map. OpenAPI does not allow that, but it is common.
   * `mapping`: the reference is a value of a discriminator's mapping.
   */
  role: 'node' | 'map' | 'mapping';
  from: BundledDocument;
  /** The path of the reference in the bundled document. */
  path: string[];
}

/** A schema whose reference depends on the schemas through which a validation got to it. */
export interface DynamicReference {
  /** The schema; its `$dynamicRef` names the target that is in force where no outer resource has the anchor. */
  holder: JsonObject;
  /** The name of the `$dynamicAnchor`, and the empty one for a `$recursiveAnchor`. */
  name: string;
}

/** The result of a bundling. */
export interface Bundle {
  externalNodes: ExternalNode[];
  dynamicReferences: DynamicReference[];
}
