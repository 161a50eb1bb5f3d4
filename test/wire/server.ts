import type { RuntimeOptions } from '../../src/runtime/runtime-options.ts';
import type { JsonObject } from '../../src/json/value.ts';
import type { Upstream } from '../support/upstream.ts';
import type { Row } from './rows.ts';

/** The target of a request for `/things`, with `servers` at the root, path item or operation. */
export interface ServerRow extends Row {
  servers?: (upstream: Upstream) => JsonObject[];
  pathServers?: (upstream: Upstream) => JsonObject[];
  operationServers?: (upstream: Upstream) => JsonObject[];
  options?: (upstream: Upstream) => RuntimeOptions;
  target: string;
}

/** A document that is fetched from `/docs/v3/openapi.json` of the upstream. */
export interface LocationRow extends Row {
  servers?: JsonObject[];
  operationServers?: JsonObject[];
  target: string;
}

const appended = 'OpenAPI 3.1.1 §4.8.8 (appended, no relative resolution)';
const variables = 'OpenAPI 3.1.1 §4.8.6';
const overrides = 'OpenAPI 3.1.1 §4.8.9, §4.8.10 servers';
const choice = 'options.ts server';
const version = { default: 'v1', enum: ['v1', 'v2'] };
// No server listens there, so that a request to it fails the row.
const elsewhere = { url: 'http://127.0.0.1:1/elsewhere' };

// prettier-ignore
export const serverRows: ServerRow[] = [
  { title: 'origin only', servers: ({ url }) => [{ url }], target: '/things', source: appended },
  { title: 'origin with a slash', servers: ({ url }) => [{ url: `${url}/` }], target: '/things', source: 'common practice: no empty segment' },
  { title: 'base path', servers: ({ url }) => [{ url: `${url}/v1` }], target: '/v1/things', source: appended },
  { title: 'base path with a slash', servers: ({ url }) => [{ url: `${url}/v1/` }], target: '/v1/things', source: 'common practice: no empty segment' },
  { title: 'base path of two segments', servers: ({ url }) => [{ url: `${url}/api/v1` }], target: '/api/v1/things', source: appended },
  { title: 'percent-encoded base path', servers: ({ url }) => [{ url: `${url}/a%20b%2Fc` }], target: '/a%20b%2Fc/things', source: appended },
  { title: 'the first of several', servers: ({ url }) => [{ url: `${url}/first` }, elsewhere], target: '/first/things', source: 'common practice: the first is the default' },
  { title: 'the first absolute one of a file', servers: ({ url }) => [{ url: '/v1' }, { url: `${url}/v2` }, elsewhere], target: '/v2/things', source: 'a relative URL of a file has no host' },
  { title: 'the first absolute one of a file, with variables', servers: ({ port }) => [{ url: 'v1' }, { url: '{scheme}://127.0.0.1:{port}/v2', variables: { scheme: { default: 'http' }, port: { default: String(port) } } }], target: '/v2/things', source: 'a relative URL of a file has no host' },
  { title: 'the first absolute one of an operation in a file', servers: () => [elsewhere], operationServers: ({ url }) => [{ url: '/v1' }, { url: `${url}/v2` }], target: '/v2/things', source: 'a relative URL of a file has no host' },
  { title: 'path item servers replace the root’s', servers: () => [elsewhere], pathServers: ({ url }) => [{ url: `${url}/path` }], target: '/path/things', source: overrides },
  { title: 'operation servers replace the root’s', servers: () => [elsewhere], operationServers: ({ url }) => [{ url: `${url}/operation` }], target: '/operation/things', source: overrides },
  { title: 'operation servers replace the path item’s', servers: () => [elsewhere], pathServers: () => [elsewhere], operationServers: ({ url }) => [{ url: `${url}/operation` }], target: '/operation/things', source: overrides },

  { title: 'variable: its default', servers: ({ url }) => [{ url: `${url}/{version}`, variables: { version } }], target: '/v1/things', source: variables },
  { title: 'variable: the option', servers: ({ url }) => [{ url: `${url}/{version}`, variables: { version } }], options: () => ({ request: { serverVariables: { version: 'v2' } } }), target: '/v2/things', source: variables },
  { title: 'variable: the port', servers: ({ port }) => [{ url: 'http://127.0.0.1:{port}/v1', variables: { port: { default: String(port) } } }], target: '/v1/things', source: variables },
  { title: 'variable: the port by option', servers: () => [{ url: 'http://127.0.0.1:{port}', variables: { port: { default: '1' } } }], options: ({ port }) => ({ request: { serverVariables: { port: String(port) } } }), target: '/things', source: variables },
  { title: 'variable: several segments', servers: ({ url }) => [{ url: `${url}/{base}`, variables: { base: { default: 'api/v1' } } }], target: '/api/v1/things', source: variables },
  { title: 'variable: empty', servers: ({ url }) => [{ url: `${url}/{base}`, variables: { base: { default: '' } } }], target: '/things', source: variables },
  { title: 'variable: twice', servers: ({ url }) => [{ url: `${url}/{v}/x/{v}`, variables: { v: { default: '1' } } }], target: '/1/x/1/things', source: variables },
  { title: 'variable: a replacement pattern in its value', servers: ({ url }) => [{ url: `${url}/{v}`, variables: { v: { default: '$$' } } }], target: '/$$/things', source: variables },
  { title: 'variable: of an operation’s server', servers: () => [elsewhere], operationServers: ({ url }) => [{ url: `${url}/{version}`, variables: { version } }], options: () => ({ request: { serverVariables: { version: 'v2' } } }), target: '/v2/things', source: variables },

  { title: 'variables: two in one host', servers: ({ port }) => [{ url: 'http://{a}.0.0.{b}:{port}', variables: { a: { default: '127' }, b: { default: '1' }, port: { default: String(port) } } }], target: '/things', source: variables },
  { title: 'a query stays', servers: ({ url }) => [{ url: `${url}/v1?code=a%20b` }], target: '/v1/things?code=a%20b', source: 'practice: Azure Functions' },

  { title: 'a host and a port without a scheme', servers: ({ port }) => [{ url: `127.0.0.1:${port}` }], target: '/things', source: 'practice: Directus' },
  { title: 'a host and a port without a scheme, with a path', servers: ({ port }) => [{ url: `127.0.0.1:${port}/v1/` }], target: '/v1/things', source: 'practice: Directus' },
  { title: 'a variable for the port of a host without a scheme', servers: ({ port }) => [{ url: '127.0.0.1:{port}/v1', variables: { port: { default: String(port) } } }], target: '/v1/things', source: 'practice: Directus' },
  { title: 'a host without a scheme, of an operation', servers: () => [elsewhere], operationServers: ({ port }) => [{ url: `127.0.0.1:${port}/own` }], target: '/own/things', source: 'practice: Directus' },
  { title: 'a host without a scheme, of a path item', servers: () => [elsewhere], pathServers: ({ port }) => [{ url: `127.0.0.1:${port}/own` }], target: '/own/things', source: 'practice: Directus' },
  { title: 'baseUrl without a path: a host without a scheme has none', servers: () => [{ url: '127.0.0.1:1' }], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: that of a host without a scheme', servers: () => [{ url: 'localhost:1/v1' }], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/v1/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: that of a name with a port', servers: () => [{ url: 'api.example:8080/v1' }], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/v1/things', source: 'options.ts baseUrl' },

  { title: 'server: by number, from 1', servers: ({ url }) => [elsewhere, { url: `${url}/second` }], options: () => ({ request: { server: '2' } }), target: '/second/things', source: choice },
  { title: 'server: the first by number', servers: ({ url }) => [{ url: `${url}/first` }, elsewhere], options: () => ({ request: { server: '1' } }), target: '/first/things', source: choice },
  { title: 'server: by description', servers: ({ url }) => [elsewhere, { url: `${url}/test`, description: 'Sandbox server' }], options: () => ({ request: { server: 'sandbox SERVER ' } }), target: '/test/things', source: choice },
  { title: 'server: by name', servers: ({ url }) => [elsewhere, { url: `${url}/test`, name: 'test' }], options: () => ({ request: { server: 'test' } }), target: '/test/things', source: `${choice}, OpenAPI 3.2.0 §4.6 name` },
  { title: 'server: by URL', servers: ({ url }) => [elsewhere, { url: `${url}/test` }], options: ({ url }) => ({ request: { server: `${url}/test/` } }), target: '/test/things', source: choice },
  { title: 'server: by URL template', servers: () => [elsewhere, { url: 'http://127.0.0.1:{port}/x', variables: { port: { default: '1' } } }], options: ({ port }) => ({ request: { server: 'http://127.0.0.1:{port}/x', serverVariables: { port: String(port) } } }), target: '/x/things', source: choice },
  { title: 'server: a description that is a number', servers: ({ url }) => [elsewhere, { url: `${url}/v2`, description: '7' }], options: () => ({ request: { server: '7' } }), target: '/v2/things', source: choice },
  { title: 'server: of an operation’s own', servers: () => [elsewhere], operationServers: ({ url }) => [elsewhere, { url: `${url}/own`, description: 'sandbox' }], options: () => ({ request: { server: 'sandbox' } }), target: '/own/things', source: choice },
  { title: 'server: of a path item’s own', servers: () => [elsewhere], pathServers: ({ url }) => [elsewhere, { url: `${url}/own`, description: 'sandbox' }], options: () => ({ request: { server: 'sandbox' } }), target: '/own/things', source: choice },
  { title: 'server: by number, in an operation’s own what that one is called', servers: ({ url }) => [elsewhere, { url: `${url}/test`, description: 'sandbox' }], operationServers: ({ url }) => [elsewhere, elsewhere, { url: `${url}/uploads`, description: 'Sandbox' }], options: () => ({ request: { server: '2' } }), target: '/uploads/things', source: choice },
  { title: 'server: one that an operation’s own list lacks', servers: () => [elsewhere, { url: 'http://127.0.0.1:1', description: 'sandbox' }], operationServers: ({ url }) => [{ url: `${url}/uploads` }, elsewhere], options: () => ({ request: { server: 'sandbox' } }), target: '/uploads/things', source: choice },
  { title: 'server: baseUrl wins', servers: () => [elsewhere, elsewhere], options: ({ url }) => ({ request: { server: '2', baseUrl: `${url}/` } }), target: '/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl with a query', options: ({ url }) => ({ request: { baseUrl: `${url}/base?key=1` } }), target: '/base/things?key=1', source: 'options.ts baseUrl' },

  { title: 'baseUrl wins over the root’s', servers: () => [elsewhere], options: ({ url }) => ({ request: { baseUrl: `${url}/base` } }), target: '/base/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: that of the server', servers: () => [elsewhere], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/elsewhere/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: that of the chosen server', servers: () => [elsewhere, { url: 'http://127.0.0.1:1/v2/' }], options: ({ url }) => ({ request: { server: '2', baseUrl: url } }), target: '/v2/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: that of the operation’s server', servers: () => [elsewhere], operationServers: () => [{ url: '//127.0.0.1:1/own' }], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/own/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: variables', servers: () => [{ url: 'https://{tenant}.example/{v}', variables: { v: { default: 'v1' } } }], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/v1/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: a server of variables only', servers: () => [{ url: '{server}/api', variables: { server: { default: 'https://a.example/x' } } }], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/x/api/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: that of the first absolute server of a file', servers: () => [{ url: '/v1' }, { url: 'https://a.example/v2' }], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/v2/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: no servers', options: ({ url }) => ({ request: { baseUrl: url } }), target: '/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl without a path: a variable whose default is empty', servers: () => [{ url: '{base}', variables: { base: { default: '' } } }], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl with the path /: the root', servers: () => [elsewhere], options: ({ url }) => ({ request: { baseUrl: `${url}/` } }), target: '/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl wins over the operation’s', operationServers: () => [elsewhere], options: ({ url }) => ({ request: { baseUrl: `${url}/base` } }), target: '/base/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl with a slash', options: ({ url }) => ({ request: { baseUrl: `${url}/base/` } }), target: '/base/things', source: 'options.ts baseUrl' },
  { title: 'baseUrl where the document’s server is relative', servers: () => [{ url: '/v3' }], options: ({ url }) => ({ request: { baseUrl: url } }), target: '/v3/things', source: 'options.ts baseUrl' },
];

const relative = 'OpenAPI 3.1.1 §4.6.1, RFC 3986 §5.2';

// prettier-ignore
export const locationRows: LocationRow[] = [
  { title: 'no servers: the root of its origin', target: '/things', source: 'OpenAPI 3.1.1 §4.8.1 servers' },
  { title: 'empty servers: the root of its origin', servers: [], target: '/things', source: 'OpenAPI 3.1.1 §4.8.1 servers' },
  { title: '/', servers: [{ url: '/' }], target: '/things', source: relative },
  { title: '/v1', servers: [{ url: '/v1' }], target: '/v1/things', source: relative },
  { title: 'v1', servers: [{ url: 'v1' }], target: '/docs/v3/v1/things', source: relative },
  { title: './v1', servers: [{ url: './v1' }], target: '/docs/v3/v1/things', source: relative },
  { title: '../v1', servers: [{ url: '../v1' }], target: '/docs/v1/things', source: relative },
  { title: '../../v1/', servers: [{ url: '../../v1/' }], target: '/v1/things', source: relative },
  { title: '.', servers: [{ url: '.' }], target: '/docs/v3/things', source: relative },
  { title: 'relative with a variable', servers: [{ url: '/{version}', variables: { version } }], target: '/v1/things', source: relative },
  { title: 'empty: the root, as frameworks mean it', servers: [{ url: '' }], target: '/things', source: 'practice: drf-spectacular, springdoc' },
  { title: 'spaces only', servers: [{ url: ' ' }], target: '/things', source: 'practice: drf-spectacular, springdoc' },
  { title: 'a name with dots and no port is a folder', servers: [{ url: 'v1.2/api' }], target: '/docs/v3/v1.2/api/things', source: relative },
  { title: 'a word with a colon that no port follows is no host', servers: [{ url: './a:b' }], target: '/docs/v3/a:b/things', source: relative },
  { title: 'a query only', servers: [{ url: '?key=1' }], target: '/things?key=1', source: 'practice: drf-spectacular, springdoc' },
  { title: 'a variable whose default is empty', servers: [{ url: '{base}', variables: { base: { default: '' } } }], target: '/things', source: variables },
  { title: 'empty, of an operation', servers: [elsewhere], operationServers: [{ url: '' }], target: '/things', source: 'practice: drf-spectacular, springdoc' },
  { title: 'relative, of an operation', servers: [elsewhere], operationServers: [{ url: '/own' }], target: '/own/things', source: relative },
];
