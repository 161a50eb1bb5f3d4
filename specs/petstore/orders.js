// @ts-check
import { base, checked, find, isText, now, oneOf, page, Problem, readJson, refuse } from './request.js';

/** @import { Call, Rules, Shop, Thing } from './request.js' */

/** @type {Thing} */
const thanks = { en: 'Thank you', cy: 'Diolch', fr: 'Merci' };

/** @type {Rules} */
const orderRules = {
  ownerId: [isText, 'must be the id of an owner'],
  petIds: [
    (value) => Array.isArray(value) && value.length > 0 && new Set(value).size === value.length,
    'must be a list of different pet ids, at least one',
  ],
  giftNote: [(value) => value === null || typeof value === 'string', 'must be a text, or null'],
  payment: [
    (value) =>
      value?.method === 'card'
        ? isText(value.cardToken)
        : value?.method === 'invoice' && isText(value.address),
    'must be { method: card, cardToken } or { method: invoice, address }',
  ],
};

/** @param {Call} call */
export function listOrders(call) {
  const [status] = oneOf('status', call.query.getAll('status'), ['placed', 'collected']);
  const after = call.query.get('placedAfter') ?? '0000-01-01T00:00:00Z';
  if (Number.isNaN(Date.parse(after)))
    refuse([{ pointer: 'placedAfter', detail: 'must be a date and time' }]);
  const found = call.shop.orders.filter((order) => {
    return (
      (status === undefined || order.status === status) && Date.parse(order.placedAt) > Date.parse(after)
    );
  });
  return page(call, '/orders', found.reverse());
}

/** @param {Call} call */
export async function placeOrder(call) {
  const { shop } = call;
  const given = checked(await readJson(call), orderRules, ['ownerId', 'petIds', 'payment']);
  const key = call.header('idempotency-key');
  const order = shop.placed.get(key) ?? newOrder(shop, given);
  if (key !== '') shop.placed.set(key, order);
  return { status: 201, headers: { Location: `${base}/orders/${order.id}` }, body: order };
}

/** @param {Shop} shop @param {Thing} given */
function newOrder(shop, { ownerId, petIds, giftNote = null, payment }) {
  if (!shop.owners.some((each) => each.id === ownerId))
    refuse([{ pointer: '/ownerId', detail: 'is no owner' }]);
  const pets = shop.pets.filter((pet) => petIds.includes(pet.id));
  if (pets.length < petIds.length) refuse([{ pointer: '/petIds', detail: 'has a pet that does not exist' }]);
  const taken = pets.find((pet) => pet.status !== 'available');
  if (taken !== undefined) throw new Problem(409, `Pet ${taken.id} is ${taken.status}.`);
  for (const pet of pets) pet.status = 'reserved';
  const { method, cardToken, address, reference = null } = payment;
  const paid =
    method === 'card' ? { method, last4: /\d{4}$/.exec(cardToken)?.[0] } : { method, address, reference };
  const total = pets.reduce((sum, pet) => sum + pet.price, 0);
  const id = `PS-${++shop.numbers.order}`;
  const order = { id, ownerId, petIds, giftNote, payment: paid, status: 'placed', total, placedAt: now() };
  shop.orders.push(order);
  return order;
}

/** @param {Call} call */
export function getOrder({ shop, path }) {
  return { status: 200, body: find(shop.orders, 'order', path[0]) };
}

/** @param {Call} call */
export function cancelOrder({ shop, path }) {
  const order = find(shop.orders, 'order', path[0]);
  if (order.status === 'collected') throw new Problem(409, `Order ${order.id} is collected already.`);
  shop.orders = shop.orders.filter((other) => other !== order);
  for (const pet of shop.pets) if (order.petIds.includes(pet.id)) pet.status = 'available';
  return { status: 204 };
}

/** @param {Call} call */
export function getReceipt({ shop, path, cookie }) {
  const order = find(shop.orders, 'order', path[0]);
  const { name } = find(shop.owners, 'owner', order.ownerId);
  const bought = shop.pets.filter((pet) => order.petIds.includes(pet.id));
  const lines = bought
    .map((pet) => [`${pet.name} (${pet.species})`, pet.price])
    .concat([['Total', order.total]]);
  const table = lines.map(([what, pence]) => `${what.padEnd(30)}£${(pence / 100).toFixed(2)}\n`);
  const body = `${thanks[cookie('language')] ?? thanks.en}, ${name}!\n${table.join('')}`;
  return { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body };
}
