import { isJsonObject } from '../json/narrow.ts';
import type { Json, JsonObject } from '../json/value.ts';
import type { ReportRepair } from './repair-content.ts';

/** Repairs `servers` that are no list of Server Objects: one server, a map of servers by name, or bare URLs. */
export function repairServers(holder: JsonObject, report: ReportRepair): void {
  const { servers } = holder;
  if (servers === undefined) return;
  const isList = Array.isArray(servers);
  const list = isList ? servers : listOf(servers);
  if (isList && list.every((server) => typeof server !== 'string')) return;
  holder['servers'] = list.map((server) => (typeof server === 'string' ? { url: server } : server));
  report('servers was read as a list of servers.', 'servers');
}

function listOf(servers: Json): Json[] {
  if (!isJsonObject(servers)) return typeof servers === 'string' ? [servers] : [];
  if (typeof servers['url'] === 'string') return [servers];
  return Object.entries(servers).flatMap(([name, server]): Json[] => {
    if (typeof server === 'string') return [{ url: server, description: name }];
    return isJsonObject(server) ? [{ description: name, ...server }] : [];
  });
}
