// Lists the real documents in the devDependencies.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

/** The folders and files of packages that hold documents. */
const sources = [
  '@readme/oas-examples/2.0',
  '@readme/oas-examples/3.0',
  '@readme/oas-examples/3.1',
  '@shopware/api-client/api-types',
  '@netlify/open-api/dist',
  '@okta/openapi/dist',
  '@figma/rest-api-spec/openapi',
  'rclone-openapi',
  // The documents of this package are split into files. These three refer to all the others.
  '@mojaloop/api-snippets/fspiop/v1_0/openapi3/openapi.yaml',
  '@mojaloop/api-snippets/fspiop/v1_1/openapi3/openapi.yaml',
  '@mojaloop/api-snippets/thirdparty/openapi3/openapi.yaml',
  '@mojaloop/api-snippets/docs/dist/openapi.yaml',
];

/** Returns every OpenAPI document that the packages ship. */
export function corpusDocuments() {
  return sources.flatMap(filesOf).flatMap((path) => {
    const isDocument = /["']?(?:openapi|swagger)["']?\s*:/.test(readFileSync(path, 'utf8').slice(0, 2_000));
    return isDocument ? [{ name: relative(modules, path), path }] : [];
  });
}

function filesOf(source) {
  const path = join(modules, source);
  if (/\.ya?ml$/.test(source)) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:json|ya?ml)$/.test(name) && !/overrides\.json$|package\.json$/.test(name))
    .sort()
    .map((name) => join(path, name));
}
