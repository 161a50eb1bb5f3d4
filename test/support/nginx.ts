import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { repository, start } from './cli.ts';

/** A load balancer in front of servers on this machine. */
export interface Nginx extends AsyncDisposable {
  /** The MCP endpoint. */
  url: string;
}

/** Starts nginx with the configuration of `deploy/nginx.conf`, for these ports of servers, and resolves when it responds. */
export async function startNginx(port: number, servers: readonly number[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-nginx-'));
  const upstream = servers.map((server) => `  server 127.0.0.1:${server};\n`).join('');
  const site = readFileSync(join(repository, 'deploy/nginx.conf'), 'utf8')
    .replace(/(?: {2}server server-\d:3000;\n)+/, upstream)
    .replace('listen 8080;', `listen 127.0.0.1:${port};`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/${name};\n`,
  );
  const config = `daemon off;\npid ${folder}/pid;\nerror_log stderr;\nworker_processes 2;\nevents {}\nhttp {\n  access_log off;\n${temporary.join('')}${site}}\n`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  const server = start('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'], {
    group: true,
  });
  const url = `http://127.0.0.1:${port}/mcp`;
  const responds = vi.waitFor(async () => (await fetch(url)).text(), { timeout: 30_000, interval: 20 });
  const failed = server.ended.then(() => {
    throw new Error(server.stderr());
  });
  await Promise.race([responds, failed]);
  return {
    url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
