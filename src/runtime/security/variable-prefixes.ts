import { upperSnake } from './upper-snake.ts';
import type { ApiDescriptor } from '../../descriptor.ts';

/** The parts of a descriptor that the names of variables come from. */
export type NamedSchemes = Pick<ApiDescriptor, 'name' | 'hasChosenName' | 'securitySchemes' | 'session'>;

/**
 * The start of the names of credential variables, unless a person chose the name of the API. No option and no other
 * secret begins with it, so that a document cannot name a variable that was not set for it.
 */
const guardedStart = 'OPENAPI_MCP_CREDENTIAL_';

/** The start of the names of the variables of this package, which no credential may have. */
const reservedStart = 'OPENAPI_MCP_';

type ApiName = Pick<NamedSchemes, 'name' | 'hasChosenName'>;

/** Returns the start of the names of all credential variables of an API. */
export function variableStart(api: ApiName): string {
  return api.hasChosenName === true && !reachesReserved(api)
    ? shortStart(api)
    : guardedStart + shortStart(api);
}

/**
 * Returns the start that the names would have if a person had chosen the name of the API, or `undefined` if they have it
 * or can never have it.
 */
export function unreadStart(api: ApiName): string | undefined {
  return api.hasChosenName === true || reachesReserved(api) ? undefined : shortStart(api);
}

/** Returns true if a scheme could complete the start to a variable of this package, as `mcp-cache` does for `openapi`. */
function reachesReserved(api: ApiName): boolean {
  const start = shortStart(api);
  return start.startsWith(reservedStart) || reservedStart.startsWith(start);
}

function shortStart({ name }: ApiName): string {
  return `${upperSnake(name)}_`;
}
