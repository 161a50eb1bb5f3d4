import { expect, it } from 'vitest';
import { petstorePath, startCli } from '../support/cli.ts';

it('traces do not prevent the end of the process if their receiver is away', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:2' };
  await using server = startCli(['serve', petstorePath, '--mock'], { env });
  await server.printed(/^Listening/m);
  server.signal('SIGTERM');
  expect(await server.ended).toBe(0);
});
