import type { Json, JsonSchema } from '../json/value.ts';

/** The way from the arguments of a caller to those of the API. */
export interface ArgumentsShaping {
  /** The schema of the API's own arguments, which are checked before they are sent. */
  schema: JsonSchema;
  /** In order. */
  steps: ArgumentStep[];
}

/** A change to the arguments of a call. Paths consist of property names, the first of which is an argument. */
export type ArgumentStep =
  | { kind: 'move'; from: string[]; to: string[] }
  /** Removes a value that no caller may give. */
  | { kind: 'remove'; path: string[] }
  /** Sets a value that was not given; with `ifPresent` only in an object that was. */
  | { kind: 'default'; path: string[]; value: Json; ifPresent?: true }
  /** Sets a value that no caller may give: the value itself, a text with `${VARIABLE}`, or a claim of the caller's token. */
  | { kind: 'fixed'; path: string[]; value: Json }
  | { kind: 'variable'; path: string[]; template: string }
  | { kind: 'claim'; path: string[]; claim: string };
