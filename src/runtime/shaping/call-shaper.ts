/** The code of shaped calls, which a server without them does not load. */
export { toApiArguments } from './api-arguments.ts';
export { shapeResponse } from './shape-response.ts';
