import { asJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** Writes an array of objects as CSV (RFC 4180). */
export function writeCsv(value: Json): string {
  const rows = [value].flat().map((row): JsonObject => asJsonObject(row) ?? { value: row });
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => cellText(row[column] ?? '')))];
  return lines.map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

/** Returns the text of a cell or form field: JSON for an object or array. */
export function cellText(value: Json): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function quote(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
