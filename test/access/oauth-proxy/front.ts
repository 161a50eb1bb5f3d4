import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A load balancer that sends each request to the next process. */
export interface Front extends AsyncDisposable {
  /** The public URL of the MCP endpoint. */
  url: string;
  origin: string;
  /** The processes behind it, by their URLs. */
  targets: string[];
  /** The number of requests for each process. */
  counts: Map<string, number>;
}

/** Starts a load balancer. */
export async function startFront(): Promise<Front> {
  const targets: string[] = [];
  const counts = new Map<string, number>();
  let next = 0;
  // A connection that ends while a request comes would fail a row on a busy machine.
  const server = createServer({ keepAliveTimeout: 0 }, (incoming, outgoing) => {
    const target = targets[next % targets.length] ?? '';
    next += 1;
    counts.set(target, (counts.get(target) ?? 0) + 1);
    const url = new URL(incoming.url ?? '', target);
    const { method, headers } = incoming;
    const forwarded = send(url, { method, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(forwarded);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/mcp`,
    origin,
    targets,
    counts,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
