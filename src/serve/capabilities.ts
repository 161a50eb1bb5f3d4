import type { ServeCapabilities } from './http/http-server.ts';

/** The optional parts of serving. A generated server has those that it needs. */
export const serveCapabilities: ServeCapabilities = {
  loadHttp: () => import('./http/serve-http.ts'),
};
