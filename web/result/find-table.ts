import { isJsonObject } from '../../src/json/narrow.ts';
import type { Json, JsonObject } from '../protocol/mcp-types.ts';

/** A list of objects within a value, as rows. */
export interface Table {
  columns: string[];
  rows: JsonObject[];
}

const maxColumns = 30;

/** Finds a list of objects: the value itself, or a property of it. */
export function findTable(value: Json | undefined): Table | undefined {
  const lists = isJsonObject(value) ? Object.values(value) : [value];
  for (const list of lists) {
    if (!Array.isArray(list) || list.length === 0 || !list.every(isJsonObject)) continue;
    const columns = [...new Set(list.flatMap((row) => Object.keys(row)))].slice(0, maxColumns);
    return { columns, rows: list };
  }
  return undefined;
}
