import type { Server } from 'node:http';

/** An HTTP server of the pet store's API, with pets and orders of its own; call `listen` on it. */
export function createPetstore(): Server;
