import type { PetStoreHooks } from './server.ts';

/**
 * Yours to edit: generating again never touches this file, and what names an operation that is gone does not compile.
 *
 * ```ts
 * operations: {
 *   listPets: {
 *     title: 'Another title',
 *     description: 'What a model should know about it.',
 *     hidden: false,
 *     beforeRequest: (request) => ({ ...request, headers: [...request.headers, ['X-Tenant', 'demo']] }),
 *   },
 * },
 * tools: [{ name: 'today', description: 'The date.', call: () => new Date().toISOString().slice(0, 10) }],
 * prompts: [{ name: 'greet', get: () => 'Say hello.' }],
 * ```
 */
export const hooks: PetStoreHooks = {};
