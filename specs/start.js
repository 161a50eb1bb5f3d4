// @ts-check
// `npm start`: the pet store's API on a free port, and openapi-mcp serving it over HTTP.
// What follows `npm start --` goes to `openapi-mcp serve`, so that `--port 8080` overrides the port below.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createPetstore } from './petstore-api.js';

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const document = fileURLToPath(new URL('petstore.yaml', import.meta.url));

const credentials = {
  PET_STORE_STAFF_TOKEN: 'demo-staff-token',
  PET_STORE_MANAGER_KEY: 'demo-manager-key',
  PET_STORE_OWNER_SESSION: 'demo-session',
};

if (existsSync(cli)) {
  start();
} else {
  console.error('dist/cli.js is missing; `npm ci` builds it.');
  process.exitCode = 1;
}

function start() {
  const api = createPetstore().listen(0, '127.0.0.1', () => {
    const address = api.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    serve(`http://127.0.0.1:${port}/v1`, () => {
      api.close();
      api.closeAllConnections();
    });
  });
}

/** @param {string} baseUrl @param {() => void} closeApi */
function serve(baseUrl, closeApi) {
  const options = ['--transport', 'http', '--base-url', baseUrl];
  const child = spawn(process.execPath, [cli, 'serve', document, ...options, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...credentials, ...process.env },
  });
  // A terminal sends its signals to the child too; waiting for it lets it end in good order.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    console.error(`openapi-mcp could not be started: ${error.message}`);
    process.exitCode = 1;
    closeApi();
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGTERM'];
    closeApi();
  });
}
