/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** A JSON Schema that is an object, not `true` or `false`. */
export type JsonSchema = JsonObject;
