// @ts-check
// Implements the API of petstore.yaml, in memory and without dependencies.
// Run it with: node specs/petstore-api.js --port 4010
import { realpathSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as orders from './petstore/orders.js';
import * as owners from './petstore/owners.js';
import * as pets from './petstore/pets.js';
import * as photos from './petstore/photos.js';
import { base, Problem } from './petstore/request.js';
import * as shops from './petstore/shops.js';
import { stock } from './petstore/stock.js';

/**
 * @import { IncomingMessage } from 'node:http'
 * @import { Reply, Call, Shop } from './petstore/request.js'
 * @typedef {[method: string, path: string, security: string[][], handle: (call: Call) => Reply | Promise<Reply>]} Route
 */

const largestBody = 2 * 1_048_576;

// Security alternatives: each lists the schemes that it requires together.
const anyone = [[]];
const ownerOrStaff = [['ownerSession'], ['staffToken']];
const staff = [['staffToken']];
const manager = [['staffToken', 'managerKey']];

// The routes are in the document's order; `{}` stands for a path parameter.
/** @type {Route[]} */
const routes = [
  ['GET', '/pets', anyone, pets.listPets],
  ['POST', '/pets', staff, pets.createPet],
  ['GET', '/pets/{}', anyone, pets.getPet],
  ['HEAD', '/pets/{}', anyone, pets.getPet],
  ['PATCH', '/pets/{}', staff, pets.updatePet],
  ['DELETE', '/pets/{}', manager, pets.removePet],
  ['GET', '/pets/{}/price', anyone, pets.getPetPrice],
  ['GET', '/exports/pets', staff, pets.exportPets],
  ['GET', '/categories', anyone, pets.listCategories],
  ['GET', '/pets/{}/photos', anyone, photos.listPhotos],
  ['POST', '/pets/{}/photos', staff, photos.addPhoto],
  ['GET', '/pets/{}/photos/{}', anyone, photos.getPhoto],
  ['DELETE', '/pets/{}/photos/{}', staff, photos.removePhoto],
  ['GET', '/orders', staff, orders.listOrders],
  ['POST', '/orders', ownerOrStaff, orders.placeOrder],
  ['GET', '/orders/{}', ownerOrStaff, orders.getOrder],
  ['DELETE', '/orders/{}', ownerOrStaff, orders.cancelOrder],
  ['GET', '/orders/{}/receipt', ownerOrStaff, orders.getReceipt],
  ['POST', '/owners', anyone, owners.registerOwner],
  ['GET', '/owners/{}', ownerOrStaff, owners.getOwner],
  ['PATCH', '/owners/{}', ownerOrStaff, owners.updateOwner],
  ['PUT', '/owners/{}/favourites/{}', ownerOrStaff, owners.addFavourite],
  ['GET', '/shops/near/{}', anyone, shops.findShops],
  ['GET', '/shops/hours/{}', anyone, shops.getOpeningHours],
  ['POST', '/messages', anyone, shops.sendMessage],
];

const endpoints = routes.map(([method, path, security, handle]) => {
  return { method, pattern: new RegExp(`^${base}${path.replaceAll('{}', '([^/]+)')}$`), security, handle };
});

/** Creates an HTTP server of the pet store's API with its own pets and orders; call `listen` on it. */
export function createPetstore() {
  const shop = stock();
  return createServer(async (request, response) => {
    const { status, headers, body } = await respond(shop, request).catch(explain);
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    response.writeHead(status, {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    });
    response.end(bytes);
  });
}

/** @param {Shop} shop @param {IncomingMessage} request @returns {Promise<Reply>} */
async function respond(shop, request) {
  const [target = '', query] = (request.url ?? '').split('?', 2);
  const here = endpoints.filter(({ pattern }) => pattern.test(target));
  const route = here.find(({ method }) => method === request.method);
  if (here.length === 0) throw new Problem(404, `There is nothing at ${target}.`);
  if (route === undefined)
    throw new Problem(405, `Use ${here.map(({ method }) => method).join(' or ')} here.`);
  const header = (/** @type {string} */ name) => String(request.headers[name] ?? '');
  const cookies = new URLSearchParams(header('cookie').replaceAll(/; */g, '&').replaceAll('+', '%2B'));
  const call = {
    shop,
    path: (route.pattern.exec(target) ?? []).slice(1).map(decode),
    query: new URLSearchParams(query),
    header,
    cookie: (/** @type {string} */ name) => cookies.get(name) ?? '',
    read: () => readAll(request),
  };
  authorize(route.security, call);
  return route.handle(call);
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Problem(400, `${text} is not percent-encoded.`);
  }
}

/** @param {string[][]} security @param {Call} call */
function authorize(security, { header, cookie }) {
  /** @type {Record<string, boolean>} */
  const given = {
    staffToken: /^bearer +\S/i.test(header('authorization')),
    managerKey: header('x-manager-key') !== '',
    ownerSession: cookie('session') !== '',
  };
  if (security.some((schemes) => schemes.every((scheme) => given[scheme]))) return;
  throw new Problem(401, `This needs ${security.map((schemes) => schemes.join(' and ')).join(', or ')}.`);
}

/** @param {IncomingMessage} request */
async function readAll(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= largestBody) chunks.push(chunk);
  }
  if (length > largestBody) throw new Problem(413, 'The body must have at most 1 MB.');
  return Buffer.concat(chunks);
}

/** @param {unknown} error @returns {Reply} */
function explain(error) {
  const problem = error instanceof Problem ? error : new Problem(500, 'Something broke in the shop.');
  if (problem !== error) console.error(error);
  /** @type {Record<string, string>} */
  const headers = { 'Content-Type': 'application/problem+json' };
  if (problem.status === 401) headers['WWW-Authenticate'] = 'Bearer';
  return { status: problem.status, headers, body: problem.body };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '4010' } } });
  const server = createPetstore().listen(Number(values.port), '127.0.0.1', () => {
    const address = server.address();
    if (address && typeof address === 'object')
      console.log(`Pet store: http://127.0.0.1:${address.port}${base}`);
  });
}
