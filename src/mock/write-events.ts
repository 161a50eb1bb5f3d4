import { asJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';

/** The fields of an event (WHATWG HTML §9.2.6). */
const fields = ['event', 'id', 'retry', 'data'];

/** Writes `text/event-stream`: one event for each item of a list. */
export function writeEvents(value: Json): string {
  return [value].flat().map(writeEvent).join('');
}

/**
 * Writes an event. An object that has its fields as properties is the event itself (OpenAPI 3.2 §4.14.4), and any other
 * value is its data.
 */
function writeEvent(item: Json): string {
  const object = asJsonObject(item);
  const event = object !== undefined && isEvent(object) ? object : { data: item };
  const lines = fields.flatMap((name) => {
    const content = event[name];
    return content === undefined
      ? []
      : textOf(content)
          .split(/\r\n|\r|\n/)
          .map((line) => `${name}: ${line}\n`);
  });
  return `${lines.join('')}\n`;
}

function isEvent(object: JsonObject): boolean {
  return Object.hasOwn(object, 'data') && Object.keys(object).every((name) => fields.includes(name));
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
