import { once } from 'node:events';
import { createServer } from 'node:net';
import { start } from './cli.ts';
import type { RunningProcess } from './cli.ts';

/** Returns a port that is free at the moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts a Redis that stores nothing on disk, and resolves when it accepts connections. */
export async function startRedis(port: number): Promise<RunningProcess> {
  const server = start('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '']);
  let output = '';
  await new Promise<void>((resolve) => {
    server.child.stdout.on('data', (text: string) => {
      output += text;
      if (output.includes('Ready to accept connections')) resolve();
    });
  });
  return server;
}
