import { createExplorer } from '../../explorer/create-explorer.ts';
import type { HttpCapabilities } from './http-server.ts';

/** The optional parts of a server over HTTP. A generated server has those that it needs. */
export const httpCapabilities: HttpCapabilities = {
  createExplorer,
};
