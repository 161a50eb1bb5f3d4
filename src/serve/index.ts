export { createApiServer } from './create-server.ts';
export { openAuditLog } from './audit-log.ts';
export type { AuditLog } from './audit-log.ts';
export type { ApiServer, StdioApiServer } from './create-server.ts';
export type { HttpServer, ServeHttpOptions } from './http/http-server.ts';
export type { StdioOptions, StdioServer } from './stdio.ts';
export type { ServerOptions } from './server-options.ts';
export type { Sdk } from './sdk.ts';
