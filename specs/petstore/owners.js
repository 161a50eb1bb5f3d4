// @ts-check
import { randomUUID } from 'node:crypto';
import { petOf } from './pets.js';
import { base, checked, find, isText, now, Problem, readJson } from './request.js';

/** @import { Call, Rules } from './request.js' */

/** @type {Rules} */
const ownerRules = {
  name: [(value) => isText(value) && value.length <= 80, 'must be a text of 1 to 80 characters'],
  email: [(value) => /^[^@\s]+@[^@\s]+$/.test(value), 'must be an e-mail address'],
  phone: [(value) => value === null || isText(value), 'must be a text, or null'],
};

/** @type {Rules[string]} */
const passwordRule = [(value) => isText(value) && value.length >= 8, 'must have at least 8 characters'];

/** Registers an owner. The demo has no login, so the password is checked and discarded. @param {Call} call */
export async function registerOwner(call) {
  const rules = { ...ownerRules, password: passwordRule };
  const { password: _, ...given } = checked(await readJson(call), rules, ['name', 'email', 'password']);
  if (call.shop.owners.some(({ email }) => email === given.email))
    throw new Problem(409, 'That e-mail has an owner.');
  const id = randomUUID();
  const owner = { id, phone: null, ...given, favourites: [], createdAt: now() };
  call.shop.owners.push(owner);
  return { status: 201, headers: { Location: `${base}/owners/${id}` }, body: owner };
}

/** @param {Call} call */
export function getOwner({ shop, path }) {
  return { status: 200, body: find(shop.owners, 'owner', path[0]) };
}

/** @param {Call} call */
export async function updateOwner(call) {
  const owner = find(call.shop.owners, 'owner', call.path[0]);
  Object.assign(owner, checked(await readJson(call, 'application/merge-patch+json'), ownerRules));
  return { status: 200, body: owner };
}

/** @param {Call} call */
export function addFavourite(call) {
  const owner = find(call.shop.owners, 'owner', call.path[0]);
  owner.favourites = [...new Set([...owner.favourites, petOf(call, 1).id])];
  return { status: 204 };
}
