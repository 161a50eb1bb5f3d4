import { Person } from '../person.ts';
import { redirectUri } from '../plain-client.ts';
import { serveProxy } from '../serve-proxy.ts';
import { startFake } from './start-fake.ts';
import type { HttpOptions } from '../../../../src/serve/http/http-options.ts';
import type { RuntimeOptions } from '../../../../src/runtime/runtime-options.ts';
import type { Fake, StartedFake } from './start-fake.ts';

/** Starts a fake, and serves the shop to the people of it. */
export async function serveWith(fake: Fake, http: HttpOptions = {}, options: RuntimeOptions = {}) {
  const started = await startFake(fake);
  const server = await serveProxy(fake.name, { connection: started.connection, ...http }, options);
  return {
    server,
    started,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await started[Symbol.asyncDispose]();
    },
  };
}

/** Returns a browser that reaches a fake. */
export function personOf({ fetch }: StartedFake): Person {
  return new Person(redirectUri, fetch);
}
