import { asJsonObject } from '../json/narrow.ts';

/** Returns a line of the log for people: the time, the level, the message and the facts. */
export function plainLine(json: string): string {
  const { time, level, msg, pid: _, ...facts } = asJsonObject(JSON.parse(json)) ?? {};
  const pairs = Object.entries(facts).map(([name, value]) => `${name}=${textOf(value)}`);
  return `${[String(time), String(level).toUpperCase(), String(msg), ...pairs].join(' ')}\n`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' && /^[\w./:-]+$/.test(value) ? value : JSON.stringify(value);
}
