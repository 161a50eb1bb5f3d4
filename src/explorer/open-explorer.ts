import { callerLabel } from '../runtime/policy/caller-label.ts';
import { version } from '../version.ts';
import { CallLog } from './call-log.ts';
import { ChangeSignal } from './change-signal.ts';
import { findingsOf } from './findings-of.ts';
import { readPageFiles, sendPageFile } from './page-files.ts';
import { markHeader, nameCallers, recordCalls } from './record-calls.ts';
import { firstLine } from '../http/field-lines.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../runtime/protocol.ts';
import type { DataHandler, ExploredServer, OpenedExplorer } from './explorer-types.ts';

const root = '/explorer/';
/** Milliseconds that a request waits for calls. */
const longestWait = 25_000;

/** Opens the explorer of a server. The files of the page are read when a browser asks for them. */
export function openExplorer(server: ExploredServer): OpenedExplorer {
  const log = new CallLog(server.relay);
  const nameCaller = nameCallers(server.isLocal);
  const changed = new ChangeSignal();
  /** Rises with each change of the API or of the facts. */
  let revision = 0;
  const forget = server.source.onChange?.(() => {
    revision += 1;
    changed.wake();
  });
  let files: ReturnType<typeof readPageFiles> | undefined;

  const ownName = ({ headers }: IncomingMessage, principal: Principal | undefined): string | undefined =>
    nameCaller(principal, firstLine(headers[markHeader]));

  const info = sendData(async (_request, principal) => {
    const seen = forget === undefined ? {} : { revision };
    return { ...seen, ...(await describeFor(server, principal)) };
  });
  const changes = sendData(async (request, _principal, signal) => {
    const after = Number(queryOf(request).get('after') ?? 0);
    return {
      revision: await changed.until(
        () => revision,
        (now) => now > after,
        longestWait,
        signal,
      ),
    };
  });
  const calls = sendData(async (request, principal, signal) => {
    const caller = ownName(request, principal);
    const query = queryOf(request);
    const id = Number(query.get('id') ?? Number.NaN);
    if (caller === undefined) return { calls: [] };
    if (Number.isInteger(id)) return log.find(caller, id);
    const after = Number(query.get('after') ?? 0);
    return { calls: await log.next(caller, after, query.has('wait') ? longestWait : 0, signal) };
  });

  const data = new Map([
    ['info', info],
    ['calls', calls],
    ['changes', changes],
  ]);

  return {
    pageAt(path, request) {
      if (path !== '/' && !path.startsWith(root)) return undefined;
      const name = path === '/' ? 'index.html' : path.slice(root.length);
      files ??= readPageFiles();
      const file = name === 'index.html' && path !== '/' ? undefined : files.get(name);
      return file && ((response) => sendPageFile(file, request, response));
    },
    dataAt: (path) => (path.startsWith(root) ? data.get(path.slice(root.length)) : undefined),
    add: (caller, entry) => log.insert(caller, entry),
    recorded: (handlers) => recordCalls(handlers, log, nameCaller),
    close() {
      forget?.();
      changed.close();
      log.close();
    },
  };
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  return new URL(url, 'http://localhost').searchParams;
}

/** Returns a handler of GET requests that sends JSON, or status 404 for `undefined`. */
function sendData(
  read: (request: IncomingMessage, principal: Principal | undefined, signal: AbortSignal) => Promise<unknown>,
): DataHandler {
  return {
    async handle(request, response, _body, principal) {
      if (request.method !== 'GET') return sendJson(response, 405, { error: 'Method not allowed' });
      const aborter = new AbortController();
      response.once('close', () => aborter.abort());
      const value = await read(request, principal, aborter.signal);
      return sendJson(response, value === undefined ? 404 : 200, value ?? { error: 'Not found' });
    },
  };
}

/** Returns the facts that a caller may see: those about operations that it may call. */
async function describeFor(
  { api, source, isLocal }: ExploredServer,
  principal: Principal | undefined,
): Promise<object> {
  const facts = source.facts();
  const visible = new Set<string>();
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const { tools, nextCursor } = api.handlers.listTools(cursor, principal);
    for (const { name } of tools) visible.add(name);
    cursor = nextCursor;
  }
  const tools = (api.operations ?? [])
    .filter(({ name }) => visible.has(name))
    .map(({ name, method, path, tags }) => [name, { method, path, tags: tags ?? [] }]);
  const { document, credentials = [], problem } = facts;
  return {
    version,
    tools: Object.fromEntries(tools),
    ...(principal === undefined ? {} : { caller: callerLabel(principal, principal.claims) }),
    // They name operations that this caller may not see.
    ...((api.scopes ?? []).length === 0
      ? {
          document,
          ...(isLocal ? { commands: await facts.commands?.() } : {}),
          findings: await findingsOf(facts),
          credentials,
          problem,
        }
      : { findings: [], credentials: [] }),
  };
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(JSON.stringify(value));
}
