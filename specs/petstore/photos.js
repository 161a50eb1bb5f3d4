// @ts-check
import { base, find, now, Problem, readForm, refuse } from './request.js';
import { petOf } from './pets.js';
import { pngSignature } from './stock.js';

/** @import { Call, Thing } from './request.js' */

const largestImage = 1_048_576;

/** @param {Call} call */
export function listPhotos(call) {
  const { id } = petOf(call);
  return { status: 200, body: call.shop.photos.filter((photo) => photo.petId === id).map(described) };
}

/** @param {Call} call */
export async function addPhoto(call) {
  const { id: petId } = petOf(call);
  const form = await readForm(call, 'multipart/form-data');
  const file = form.get('file');
  if (file === null) refuse([{ pointer: '/file', detail: 'is required' }]);
  const image = Buffer.from(await new Blob([file ?? '']).arrayBuffer());
  if (image.subarray(0, 8).toString('latin1') !== pngSignature)
    throw new Problem(415, 'The file must be a PNG image.');
  if (image.length > largestImage) throw new Problem(413, 'The file must have at most 1 MB.');
  const id = `photo-${++call.shop.numbers.photo}`;
  const [caption, tags] = [String(form.get('caption') ?? ''), form.getAll('tags')];
  const photo = { id, petId, caption, tags, bytes: image.length, createdAt: now(), image };
  call.shop.photos.push(photo);
  const headers = { Location: `${base}/pets/${petId}/photos/${id}` };
  return { status: 201, headers, body: described(photo) };
}

/** @param {Call} call */
export function getPhoto(call) {
  return { status: 200, headers: { 'Content-Type': 'image/png' }, body: photoOf(call).image };
}

/** @param {Call} call */
export function removePhoto(call) {
  const photo = photoOf(call);
  call.shop.photos = call.shop.photos.filter((other) => other !== photo);
  return { status: 204 };
}

/** @param {Call} call */
function photoOf(call) {
  const pet = petOf(call);
  if (!/^photo-\d+$/.test(call.path[1] ?? ''))
    refuse([{ pointer: 'photoId', detail: 'must be of the form photo-1' }]);
  const photos = call.shop.photos.filter((photo) => photo.petId === pet.id);
  return find(photos, 'photo', call.path[1]);
}

/** Returns the public properties of a photo. @param {Thing} photo */
function described({ id, petId, caption, tags, bytes, createdAt }) {
  return { id, petId, caption, tags, bytes, createdAt };
}
