import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { load } from 'js-yaml';
import { countOperations } from '../../bench/count.js';
import { repository } from '../support/cli.ts';

const modules = join(repository, 'node_modules');

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

/** A real document among the devDependencies. */
export interface CorpusDocument {
  /** Within node_modules. */
  name: string;
  path: string;
}

/** Every OpenAPI document that the packages ship, one row each. */
export function corpusDocuments(): CorpusDocument[] {
  return sources.flatMap(filesOf).flatMap((path) => {
    const isDocument = /["']?(?:openapi|swagger)["']?\s*:/.test(readFileSync(path, 'utf8').slice(0, 2_000));
    return isDocument ? [{ name: relative(modules, path), path }] : [];
  });
}

function filesOf(source: string): string[] {
  const place = join(modules, source);
  if (/\.ya?ml$/.test(source)) return [place];
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:json|ya?ml)$/.test(name) && !/overrides\.json$|package\.json$/.test(name))
    .sort()
    .map((name) => join(place, name));
}

/** How many operations a document has, counted from its own text and that of the path items it refers to. */
export function countIn(path: string): number {
  const document = parse(path);
  return typeof document === 'object' && document !== null
    ? countOperations(document, (reference) => resolveReference(path, reference))
    : 0;
}

function resolveReference(from: string, reference: string): unknown {
  const [file = '', fragment = ''] = reference.split('#');
  const target = parse(file === '' ? from : resolve(dirname(from), file));
  return fragment
    .split('/')
    .slice(1)
    .map((segment) => decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (node, segment) => Object.entries(node ?? {}).find(([key]) => key === segment)?.[1],
      target,
    );
}

function parse(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.json') ? JSON.parse(text) : load(text);
}
