/** A module that compiles only if the functions, results and hooks of the petstore have the document's types. */
export const typeTests = (extension: string): string => `
import { checkPet, createPet, createPetStoreClient, exportPets, getPet, getPhoto, listCategories, listPets, placeOrder, removePet } from './src/mcp/index${extension}';
import type { Order, Payment, Pet, PetInput, PetPage, PetStoreHooks } from './src/mcp/index${extension}';

type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends (<T>() => T extends Other ? 1 : 2) ? true : false;
type Result<Call extends (...args: never[]) => Promise<unknown>> = Awaited<ReturnType<Call>>;

export const results: true[] = [
  true satisfies Same<Result<typeof listPets>, PetPage>,
  true satisfies Same<Result<typeof getPet>, Pet>,
  true satisfies Same<Result<typeof checkPet>, undefined>,
  true satisfies Same<Result<typeof removePet>, undefined>,
  true satisfies Same<Result<typeof exportPets>, string>,
  true satisfies Same<Result<typeof getPhoto>, Uint8Array>,
  true satisfies Same<Result<typeof placeOrder>, Order>,
  true satisfies Same<Pet['species'], 'dog' | 'cat' | 'rabbit' | 'hedgehog' | 'parrot' | 'tortoise'>,
  true satisfies Same<'id' extends keyof PetInput ? true : false, false>,
];

// @ts-expect-error -- a result is not what it is not
export const wrong = true satisfies Same<Result<typeof getPet>, PetPage>;

export async function call(): Promise<void> {
  await listPets();
  await listPets({ limit: 1, species: ['cat'] });
  await getPet({ petId: 1 }, { signal: AbortSignal.abort() });
  await createPet({ body: { name: 'Rex', species: 'dog', price: 1 } });
  await listCategories({});

  // @ts-expect-error -- a number
  await listPets({ limit: 'many' });
  // @ts-expect-error -- a species
  await listPets({ species: ['dragon'] });
  // @ts-expect-error -- misspelt
  await listPets({ limits: 1 });
  // @ts-expect-error -- nothing is taken
  await listCategories({ depth: 1 });
  // @ts-expect-error -- missing
  await getPet();
  // @ts-expect-error -- missing too
  await getPet({});
  // @ts-expect-error -- misspelt
  await getPet({ petID: 1 });
  // @ts-expect-error -- a body
  await createPet({});
  // @ts-expect-error -- without what a pet must have
  await createPet({ body: { name: 'Rex' } });
  // @ts-expect-error -- read only
  await createPet({ body: { id: 1, name: 'Rex', species: 'dog', price: 1 } });

  const { items, nextCursor } = await listPets();
  const names: string[] = items.map(({ name }) => name);
  const cursor: string | null = nextCursor;
  // @ts-expect-error -- may be null
  const text: string = nextCursor;
  // @ts-expect-error -- no such property
  void items[0]?.nickname;

  const { payment } = await placeOrder({ body: { ownerId: 'o', petIds: [1], payment: { method: 'invoice', address: 'a' } } });
  void [names, cursor, text, ways(payment)];

  const client = await createPetStoreClient();
  const pet: Pet = await client.call('getPet', { petId: 1 });
  // @ts-expect-error -- no operation
  await client.call('getPets', { petId: 1 });
  // @ts-expect-error -- another operation's arguments
  await client.call('getPet', { limit: 1 });
  void pet;
}

function ways(payment: Payment): string | undefined {
  // @ts-expect-error -- only on an invoice
  void payment.address;
  return payment.method === 'invoice' ? payment.address : payment.last4;
}

export const hooks: PetStoreHooks = {
  operations: {
    getPet: { title: 'One pet', beforeRequest: (request, call) => void [request.target, call.arguments.petId.toFixed()] },
    listPets: {
      // @ts-expect-error -- not one of its arguments
      beforeRequest: (_, call) => void call.arguments.petId,
    },
    // @ts-expect-error -- an operation that is gone
    getPets: { title: 'Pets' },
  },
};

export const misspelt: PetStoreHooks = {
  // @ts-expect-error -- no such hook
  beforeRequests: () => undefined,
};
`;
