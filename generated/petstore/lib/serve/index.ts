export { createApiServer } from './api.ts';
export { openAuditLog } from './audit-log.ts';
export type { AuditLog } from './audit-log.ts';
export type { ApiServer } from './api.ts';
export type { HttpServer } from './http.ts';
export type { StdioOptions, StdioServer } from './stdio.ts';
export type { Sdk } from './types.ts';
