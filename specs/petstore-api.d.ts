import type { Server } from 'node:http';

/** Creates an HTTP server of the pet store's API with its own pets and orders; call `listen` on it. */
export function createPetstore(): Server;
