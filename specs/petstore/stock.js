// @ts-check
// The data of a new shop.
import { crc32, deflateSync } from 'node:zlib';

/** @import { Thing } from './request.js' */

/** Default values of a pet's properties. */
export const petDefaults = {
  status: 'available',
  houseTrained: false,
  tags: [],
  birthday: null,
  microchip: null,
  description: '',
};

export const pngSignature = '\x89PNG\r\n\x1a\n';

const pets = [
  {
    name: 'Biscuit',
    species: 'hedgehog',
    price: 6500,
    tags: ['calm', 'nocturnal'],
    birthday: '2022-05-14',
    description: 'Rolls up at first, then falls asleep in your hand.',
  },
  {
    name: 'Mabel',
    species: 'dog',
    price: 18000,
    tags: ['calm', 'good-with-children'],
    birthday: '2018-11-03',
    description: 'Walks at your pace and carries her own lead.',
  },
  {
    name: 'Professor Plum',
    species: 'cat',
    price: 9500,
    tags: ['indoor', 'talkative'],
    birthday: '2023-08-21',
    description: 'Has an opinion on every book you open.',
  },
  {
    name: 'Clover',
    species: 'rabbit',
    status: 'reserved',
    price: 5500,
    tags: ['calm', 'indoor'],
    description: 'Thumps twice for parsley.',
  },
  {
    name: 'Methuselah',
    species: 'tortoise',
    price: 30000,
    tags: ['calm'],
    birthday: '1961-06-01',
    description: 'Has outlived two careful owners.',
  },
  {
    name: 'Toast',
    species: 'cat',
    status: 'adopted',
    price: 8000,
    tags: ['calm', 'indoor'],
    birthday: '2024-04-09',
    description: 'Always lands butter side up.',
  },
];

const ada = {
  id: '5f0c1c3e-3b1b-4d0e-9a53-0a2f6f0d7b11',
  name: 'Ada Byron',
  email: 'ada@mail.example',
  phone: '+44 117 496 0123',
  favourites: [1],
  createdAt: '2026-01-20T15:00:00Z',
};

const orders = [
  ['PS-1000', 6, 'collected', 8000, '2026-01-21T11:00:00Z'],
  ['PS-1001', 4, 'placed', 5500, '2026-02-01T10:00:00Z'],
];

/** Creates a new shop, which shares no data with another. */
export function stock() {
  const image = pawPrint([150, 96, 60]);
  const about = { caption: 'A paw, left in the flour', tags: ['paw'], bytes: image.length };
  return {
    /** @type {Thing[]} */
    pets: pets.map((pet, index) => {
      return { id: index + 1, ...petDefaults, ...pet, createdAt: `2026-01-12T09:3${index}:00Z` };
    }),
    /** @type {Thing[]} */
    photos: [{ id: 'photo-1', petId: 1, ...about, createdAt: '2026-01-12T09:31:00Z', image }],
    /** @type {Thing[]} */
    orders: orders.map(([id, pet, status, total, placedAt]) => {
      const payment = { method: 'card', last4: '4242' };
      return { id, ownerId: ada.id, petIds: [pet], giftNote: null, payment, status, total, placedAt };
    }),
    /** @type {Thing[]} */
    owners: [{ ...ada }],
    /** Orders by idempotency key. @type {Map<string, Thing>} */
    placed: new Map(),
    /** The last number used for each kind of record. */
    numbers: { pet: pets.length, photo: 1, order: 1001, message: 0 },
  };
}

/** Returns a paw print as a PNG of 8 × 8 pixels, one bit each. @param {number[]} colour */
function pawPrint(colour) {
  const rows = [0x24, 0x66, 0x42, 0x18, 0x3c, 0x7e, 0x7e, 0x24];
  return Buffer.concat([
    Buffer.from(pngSignature, 'latin1'),
    chunk('IHDR', [0, 0, 0, 8, 0, 0, 0, 8, 1, 3, 0, 0, 0]),
    chunk('PLTE', [255, 250, 240, ...colour]),
    chunk('IDAT', [...deflateSync(Buffer.from(rows.flatMap((row) => [0, row])))]),
    chunk('IEND', []),
  ]);
}

/** @param {string} type @param {number[]} bytes */
function chunk(type, bytes) {
  const data = Buffer.concat([Buffer.from(type), Buffer.from(bytes)]);
  const [length, checksum] = [data.length - 4, crc32(data)].map((number) => {
    const field = Buffer.alloc(4);
    field.writeUInt32BE(number);
    return field;
  });
  return Buffer.concat([length, data, checksum]);
}
