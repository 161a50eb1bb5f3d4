// The real documents among the devDependencies.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** Packages whose documents the tests read, each with the folder or file of theirs that holds them. */
const sources = [
  '@readme/oas-examples/2.0',
  '@readme/oas-examples/3.0',
  '@readme/oas-examples/3.1',
  '@shopware/api-client/api-types',
  '@netlify/open-api/dist',
  '@okta/openapi/dist',
  '@figma/rest-api-spec/openapi',
  'rclone-openapi',
  // Split into files: these three name all the others.
  '@mojaloop/api-snippets/fspiop/v1_0/openapi3/openapi.yaml',
  '@mojaloop/api-snippets/fspiop/v1_1/openapi3/openapi.yaml',
  '@mojaloop/api-snippets/thirdparty/openapi3/openapi.yaml',
  '@mojaloop/api-snippets/docs/dist/openapi.yaml',
];

/** Every OpenAPI document that the packages ship, one row each. */
export function corpusDocuments() {
  return sources.flatMap(filesOf).flatMap((path) => {
    const isDocument = /["']?(?:openapi|swagger)["']?\s*:/.test(readFileSync(path, 'utf8').slice(0, 2_000));
    return isDocument ? [{ name: relative(modules, path), path }] : [];
  });
}

function filesOf(source) {
  const place = join(modules, source);
  if (/\.ya?ml$/.test(source)) return [place];
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:json|ya?ml)$/.test(name) && !/overrides\.json$|package\.json$/.test(name))
    .sort()
    .map((name) => join(place, name));
}
