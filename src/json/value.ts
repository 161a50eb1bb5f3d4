/** Any JSON value. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** A JSON Schema that is an object, not `true` or `false`. */
export type JsonSchema = JsonObject;

/** A JSON value that is sent to the API: integers beyond 2^53 are bigints, so that no digit is lost. */
export type WireValue = Exclude<Json, object> | bigint | WireValue[] | WireObject;

/** A JSON object that is sent to the API. */
export interface WireObject {
  [key: string]: WireValue;
}
