import type { JsonObject } from '../../src/json/value.ts';

const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const ownerId = '5f0c1c3e-3b1b-4d0e-9a53-0a2f6f0d7b11';
const petId = 1;

/** Valid arguments for every tool of the pet store. */
export const petstoreArguments: Record<string, JsonObject> = {
  listPets: { species: ['cat', 'dog'], tags: ['calm'], filter: { maxPrice: 9000 }, sort: '-price', limit: 2 },
  createPet: { body: { name: 'Rex', species: 'dog', price: 9000, tags: ['calm'] } },
  getPet: { petId },
  checkPet: { petId },
  updatePet: { petId, 'If-Match': '"9b1f6c2ad0e4"', body: { price: 15_000, birthday: null } },
  removePet: { petId },
  getPetPrice: { petId },
  exportPets: { columns: ['name', 'price'] },
  listCategories: {},
  listPhotos: { petId },
  addPhoto: { petId, body: { file: png, caption: 'A paw', tags: ['paw', 'flour'] } },
  getPhoto: { petId, photoId: 'photo-1' },
  removePhoto: { petId, photoId: 'photo-1' },
  listOrders: { status: 'placed', placedAfter: '2026-01-01T00:00:00Z', limit: 5 },
  placeOrder: {
    'Idempotency-Key': 'one',
    body: { ownerId, petIds: [1, 2], payment: { method: 'invoice', address: '12 Park Street' } },
  },
  getOrder: { orderId: 'PS-1001' },
  cancelOrder: { orderId: 'PS-1001' },
  getReceipt: { orderId: 'PS-1001', language: 'cy' },
  registerOwner: { body: { name: 'Grace', email: 'grace@mail.example', password: 'moth-in-the-relay' } },
  getOwner: { ownerId },
  updateOwner: { ownerId, body: { phone: null } },
  addFavourite: { ownerId, petId },
  findShops: { coordinates: { latitude: 51.4, longitude: -2.6 } },
  getOpeningHours: { days: ['sat', 'sun'] },
  sendMessage: {
    body: {
      name: 'Ada',
      email: 'ada@mail.example',
      message: 'Hello & goodbye',
      topics: ['care', 'visit'],
      newsletter: true,
    },
  },
};
