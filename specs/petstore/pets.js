// @ts-check
import { createHash } from 'node:crypto';
import {
  base,
  checked,
  find,
  isText,
  now,
  oneOf,
  page,
  Problem,
  readJson,
  refuse,
  wholeNumber,
} from './request.js';
import { petDefaults } from './stock.js';

/** @import { Reply, Call, Rules, Thing } from './request.js' */

const kinds = ['dog', 'cat', 'rabbit', 'hedgehog', 'parrot', 'tortoise'];
const statuses = ['available', 'reserved', 'adopted'];
const columns = ['id', 'name', 'species', 'status', 'price', 'birthday'];

/** @param {unknown} value */
const isDate = (value) => /^\d{4}-\d\d-\d\d$/.test(String(value)) && !Number.isNaN(Date.parse(String(value)));

/** @type {Rules} */
const petRules = {
  name: [(value) => isText(value) && value.length <= 80, 'must be a text of 1 to 80 characters'],
  species: [(value) => kinds.includes(value), `must be one of ${kinds.join(', ')}`],
  price: [(value) => Number.isInteger(value) && value >= 0, 'must be whole pence, 0 or more'],
  status: [(value) => statuses.includes(value), 'must be available, reserved or adopted'],
  houseTrained: [(value) => typeof value === 'boolean', 'must be true or false'],
  tags: [(value) => Array.isArray(value) && value.every(isText), 'must be a list of words'],
  birthday: [(value) => value === null || isDate(value), 'must be a date such as 2022-05-14, or null'],
  microchip: [(value) => value === null || /^\d{15}$/.test(value), 'must be 15 digits, or null'],
  description: [
    (value) => typeof value === 'string' && value.length <= 500,
    'must be a text of at most 500 characters',
  ],
};

/** @param {Call} call */
export function listPets(call) {
  const { query, shop } = call;
  const species = oneOf('species', query.getAll('species'), kinds);
  const tags = (query.get('tags') ?? '').split('|').filter(Boolean);
  const [status] = oneOf('status', query.getAll('status'), statuses);
  const [sort = 'name'] = oneOf('sort', query.getAll('sort'), ['name', '-name', 'price', '-price']);
  const [houseTrained] = oneOf('filter[houseTrained]', query.getAll('filter[houseTrained]'), [
    'true',
    'false',
  ]);
  const minAge = wholeNumber(call, 'filter[minAge]');
  const maxAge = wholeNumber(call, 'filter[maxAge]');
  const maxPrice = wholeNumber(call, 'filter[maxPrice]') ?? Infinity;
  const found = shop.pets.filter((pet) => {
    const age = ageOf(pet);
    return (
      (species.length === 0 || species.includes(pet.species)) &&
      tags.every((tag) => pet.tags.includes(tag)) &&
      (status === undefined || pet.status === status) &&
      (houseTrained === undefined || String(pet.houseTrained) === houseTrained) &&
      (minAge === undefined || age >= minAge) &&
      (maxAge === undefined || age <= maxAge) &&
      pet.price <= maxPrice
    );
  });
  const key = sort.replace('-', '');
  found.sort((a, b) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : a.id - b.id));
  return page(call, '/pets', sort.startsWith('-') ? found.reverse() : found);
}

/** Returns the age in whole years; NaN, which no limit matches, if the birthday is not known. @param {Thing} pet */
function ageOf({ birthday }) {
  if (birthday === null) return NaN;
  const [today, born] = [now(), birthday].map((date) => Number(date.slice(0, 10).replaceAll('-', '')));
  return Math.floor((Number(today) - Number(born)) / 10_000);
}

/** @param {Call} call */
export async function createPet(call) {
  const given = checked(await readJson(call), petRules, ['name', 'species', 'price']);
  const id = ++call.shop.numbers.pet;
  const pet = { id, ...petDefaults, ...given, createdAt: now() };
  call.shop.pets.push(pet);
  return onePet(201, pet, { Location: `${base}/pets/${id}` });
}

/** Handles GET and HEAD. @param {Call} call */
export function getPet(call) {
  return onePet(200, petOf(call));
}

/** @param {Call} call */
export async function updatePet(call) {
  const pet = petOf(call);
  expectUnchanged(call, pet);
  Object.assign(pet, checked(await readJson(call, 'application/merge-patch+json'), petRules));
  return onePet(200, pet);
}

/** @param {Call} call */
export function removePet(call) {
  const { shop } = call;
  const pet = petOf(call);
  expectUnchanged(call, pet);
  if (pet.status === 'reserved') throw new Problem(409, `Pet ${pet.id} is reserved.`);
  shop.pets = shop.pets.filter((other) => other !== pet);
  shop.photos = shop.photos.filter((photo) => photo.petId !== pet.id);
  for (const each of shop.owners)
    each.favourites = each.favourites.filter((/** @type {number} */ id) => id !== pet.id);
  return { status: 204 };
}

/** @param {Call} call */
export function getPetPrice(call) {
  return { status: 200, body: petOf(call).price };
}

/** @param {Call} call */
export function exportPets({ shop, query }) {
  const asked = oneOf('columns', query.get('columns')?.split(',') ?? columns.slice(0, 5), columns);
  const lines = [asked, ...shop.pets.map((pet) => asked.map((column) => cell(pet[column])))];
  const body = lines.map((line) => `${line.join(',')}\n`).join('');
  return { status: 200, headers: { 'Content-Type': 'text/csv; charset=utf-8' }, body };
}

/** @param {unknown} value */
function cell(value) {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {Call} call */
export function listCategories({ shop }) {
  const onSale = shop.pets.filter((pet) => pet.status === 'available');
  /** @param {string} title @param {string} species */
  const kind = (title, species) => {
    const available = onSale.filter((pet) => pet.species === species).length;
    return { title, species, available, children: [] };
  };
  const small = shelf('Small ones', kind('Rabbits', 'rabbit'), kind('Hedgehogs', 'hedgehog'));
  const furry = shelf('Furry and prickly', kind('Dogs', 'dog'), kind('Cats', 'cat'), small);
  return { status: 200, body: [furry, kind('Parrots', 'parrot'), kind('Tortoises', 'tortoise')] };
}

/** @param {string} title @param {...Thing} children */
function shelf(title, ...children) {
  return { title, available: children.reduce((sum, child) => sum + child.available, 0), children };
}

/** Returns the pet that the path names. @param {Call} call @param {number} [at] */
export function petOf({ shop, path }, at = 0) {
  if (!/^[1-9]\d*$/.test(path[at] ?? ''))
    refuse([{ pointer: 'petId', detail: 'must be a whole number from 1' }]);
  return find(shop.pets, 'pet', path[at]);
}

/** @param {number} status @param {Thing} pet @param {Record<string, string>} [headers] @returns {Reply} */
const onePet = (status, pet, headers) => ({ status, headers: { ETag: etag(pet), ...headers }, body: pet });

/** @param {Thing} pet */
const etag = (pet) => `"${createHash('sha256').update(JSON.stringify(pet)).digest('hex').slice(0, 12)}"`;

/** @param {Call} call @param {Thing} pet */
function expectUnchanged(call, pet) {
  const expected = call.header('if-match');
  if (expected === '' || expected === '*' || expected.split(/\s*,\s*/).includes(etag(pet))) return;
  throw new Problem(412, `Pet ${pet.id} has changed since; get it again and use its present ETag.`);
}
