// @ts-check
import { oneOf, readForm, refuse } from './request.js';

/** @import { Call } from './request.js' */

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const shops = [
  { town: 'bristol', address: '3 Narrow Quay, Bristol', latitude: 51.45, longitude: -2.598 },
  { town: 'bath', address: '21 Walcot Street, Bath', latitude: 51.386, longitude: -2.359 },
  { town: 'cardiff', address: '8 Castle Arcade, Cardiff', latitude: 51.481, longitude: -3.182 },
];

/** Reads `;latitude=51.45;longitude=-2.6`. @param {Call} call */
export function findShops({ path }) {
  const here = new URLSearchParams(path[0]?.slice(1).replaceAll(';', '&'));
  const [latitude, longitude] = ['latitude', 'longitude'].map((name) => Number(here.get(name) || NaN));
  if (!path[0]?.startsWith(';') || !(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
    refuse([{ pointer: 'coordinates', detail: 'must be of the form ;latitude=51.45;longitude=-2.6' }]);
  }
  const radians = Math.PI / 180;
  const found = shops.map((shop) => {
    const east = (shop.longitude - longitude) * Math.cos(((shop.latitude + latitude) / 2) * radians);
    const kilometres = 6371 * radians * Math.hypot(shop.latitude - latitude, east);
    return { ...shop, distanceKm: Math.round(kilometres * 10) / 10 };
  });
  return { status: 200, body: found.sort((a, b) => a.distanceKm - b.distanceKm) };
}

/** Reads `.sat.sun`. @param {Call} call */
export function getOpeningHours({ path }) {
  const asked = path[0]?.startsWith('.') ? path[0].slice(1).split('.') : [''];
  const body = oneOf('days', asked, days).map((day) => {
    if (day === 'sun') return { day, opens: null, closes: null };
    return { day, opens: '09:00', closes: day === 'sat' ? '16:00' : '18:00' };
  });
  return { status: 200, body };
}

/** @param {Call} call */
export async function sendMessage(call) {
  const form = await readForm(call, 'application/x-www-form-urlencoded');
  const missing = ['name', 'email', 'message'].filter((name) => !form.get(name));
  refuse(missing.map((name) => ({ pointer: `/${name}`, detail: 'is required' })));
  const topics = oneOf('/topics', form.getAll('topics').map(String), ['adoption', 'care', 'visit', 'other']);
  const ticket = `M-${++call.shop.numbers.message}`;
  return { status: 202, body: { ticket, topics, newsletter: form.get('newsletter') === 'true' } };
}
