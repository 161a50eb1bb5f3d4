// @ts-check
// Functions that all operations share to read, check and refuse requests.
import { STATUS_CODES } from 'node:http';

/**
 * @typedef {Record<string, any>} Thing A pet, photo, order, owner or any other JSON object.
 * @typedef {{ pointer: string, detail: string }} Mistake
 * @typedef {Record<string, [(value: any) => boolean, string]>} Rules For each property, a test and a description of it.
 * @typedef {ReturnType<typeof import('./stock.js').stock>} Shop
 * @typedef {{ status: number, headers?: Record<string, string>, body?: unknown }} Reply `body` is bytes, text, or a value for JSON.
 *
 * @typedef {object} Call
 * @property {Shop} shop
 * @property {string[]} path The path parameters in order, decoded.
 * @property {URLSearchParams} query
 * @property {(name: string) => string} header Returns an empty string for an absent header.
 * @property {(name: string) => string} cookie Returns an empty string for an absent cookie.
 * @property {() => Promise<Buffer>} read Reads the body.
 */

export const base = '/v1';

export class Problem extends Error {
  /** @param {number} status @param {string} detail @param {Mistake[]} [mistakes] */
  constructor(status, detail, mistakes) {
    super(detail);
    this.status = status;
    this.body = { type: 'about:blank', title: STATUS_CODES[status], status, detail, errors: mistakes };
  }
}

/** @param {unknown} value */
export const isText = (value) => typeof value === 'string' && value.trim() !== '';

export const now = () => new Date().toISOString();

/** Returns the properties that have a rule, and refuses those that break it. @param {any} body @param {Rules} rules @param {string[]} required @returns {Thing} */
export function checked(body, rules, required = []) {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Problem(400, 'The body must be an object.');
  const mistakes = required
    .filter((name) => body[name] === undefined)
    .map((name) => ({ pointer: `/${name}`, detail: 'is required' }));
  const known = Object.entries(body).filter(([name]) => Object.hasOwn(rules, name));
  for (const [name, value] of known) {
    const [holds, detail] = rules[name] ?? [() => true, ''];
    if (!holds(value)) mistakes.push({ pointer: `/${name}`, detail });
  }
  refuse(mistakes);
  if (known.length === 0) throw new Problem(400, `Give at least one of ${Object.keys(rules).join(', ')}.`);
  return Object.fromEntries(known);
}

/** Throws a problem if there are mistakes. @param {Mistake[]} mistakes @returns {undefined} */
export function refuse(mistakes) {
  const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
  if (mistakes.length > 0) throw new Problem(400, `The request has ${count}.`, mistakes);
  return undefined;
}

/** @param {Call} call @param {string} type */
export async function readJson(call, type = 'application/json') {
  expectType(call, type);
  try {
    return JSON.parse((await call.read()).toString());
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, 'The body is not JSON.');
  }
}

/** @param {Call} call @param {string} type */
export async function readForm(call, type) {
  expectType(call, type);
  const body = await call.read();
  try {
    const headers = { 'content-type': call.header('content-type') };
    return await new Response(new Uint8Array(body), { headers }).formData();
  } catch {
    throw new Problem(400, `The body is not ${type}.`);
  }
}

/** @param {Call} call @param {string} type */
function expectType(call, type) {
  const given = call.header('content-type').split(';')[0]?.trim().toLowerCase();
  if (given !== type) throw new Problem(415, `The body must be ${type}.`);
}

/** Returns a query parameter as a whole number. @param {Call} call @param {string} name @param {number} [least] @param {number} [most] */
export function wholeNumber(call, name, least = 0, most = 1_000_000) {
  const text = call.query.get(name);
  if (text === null) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  return refuse([{ pointer: name, detail: `must be a whole number from ${least} to ${most}` }]);
}

/** Refuses values that are not in `allowed`. @param {string} name @param {string[]} values @param {string[]} allowed */
export function oneOf(name, values, allowed) {
  const wrong = values.filter((value) => !allowed.includes(value));
  refuse(
    wrong.map((value) => ({ pointer: name, detail: `may not be ${value}, only ${allowed.join(', ')}` })),
  );
  return values;
}

/** Returns a page of a list, with a Link to the next. @param {Call} call @param {string} path @param {Thing[]} list @returns {Reply} */
export function page(call, path, list) {
  const limit = wholeNumber(call, 'limit', 1, 50) ?? 20;
  const cursor = call.query.get('cursor');
  const start = cursor === null ? 0 : Number(Buffer.from(cursor, 'base64url').toString() || NaN);
  if (!Number.isInteger(start) || start < 0)
    refuse([{ pointer: 'cursor', detail: 'must be the nextCursor of a page' }]);
  const end = start + limit;
  const nextCursor = end < list.length ? Buffer.from(String(end)).toString('base64url') : null;
  const body = { items: list.slice(start, end), nextCursor };
  if (nextCursor === null) return { status: 200, body };
  const next = new URLSearchParams(call.query);
  next.set('cursor', nextCursor);
  return { status: 200, headers: { Link: `<${base}${path}?${next}>; rel="next"` }, body };
}

/** @param {Thing[]} list @param {string} what @param {unknown} id */
export function find(list, what, id) {
  const found = list.find((thing) => String(thing.id) === String(id));
  if (found === undefined) throw new Problem(404, `There is no ${what} ${id}.`);
  return found;
}
