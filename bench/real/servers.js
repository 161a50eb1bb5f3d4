// Servers that others wrote, with the tasks of their users. Each task calls tools and returns a text, or throws.
// `call` returns the structured content or the text of a success, and throws the text of an error.

/** @typedef {(name: string, args?: object) => Promise<any>} Call */

const basic = (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

import { directus } from './directus.js';
import { podman } from './podman.js';
import { superset } from './superset.js';

export const servers = [
  {
    name: 'Jupyter Server',
    python: ['jupyter-server', 'ipykernel'],
    start: ({ bin, port, folder }) => ({
      command: `${bin}/jupyter`,
      args: ['server', '--allow-root', '--no-browser', '--port', port, `--ServerApp.root_dir=${folder}`],
    }),
    environment: () => ({ JUPYTER_TOKEN: 'token-of-jupyter' }),
    document: '/',
    args: ['--document-header', 'Authorization: token token-of-jupyter', '--validate-arguments', 'warn'],
    env: { OPENAPI_MCP_CREDENTIAL_JUPYTER_SERVER_API_TOKEN: 'token-of-jupyter' },
    tasks: [
      [
        'save a notebook',
        async (call) => {
          const cells = [
            { cell_type: 'code', id: 'a', metadata: {}, outputs: [], execution_count: null, source: '1 + 1' },
          ];
          const content = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
          await call('put_api_contents_by_path', { path: 'one.ipynb', body: { type: 'notebook', content } });
          const { content: saved } = (await call('get_api_contents_by_path', { path: 'one.ipynb' })) ?? {};
          if (saved.cells[0].source !== '1 + 1') throw new Error(`saved ${JSON.stringify(saved)}`);
          return 'saved and read';
        },
      ],
      [
        'upload a file into a folder',
        async (call) => {
          await call('put_api_contents_by_path', { path: 'data', body: { type: 'directory' } });
          const body = { type: 'file', format: 'text', content: 'a,b\n1,2\n' };
          await call('put_api_contents_by_path', { path: 'data/table.csv', body });
          const { size } = await call('get_api_contents_by_path', { path: 'data/table.csv' });
          return `${size} bytes`;
        },
      ],
      [
        'rename it',
        async (call) => {
          await call('patch_api_contents_by_path', {
            path: 'data/table.csv',
            body: { path: 'data/renamed.csv' },
          });
          const { name } = await call('get_api_contents_by_path', { path: 'data/renamed.csv', content: 0 });
          return name;
        },
      ],
      [
        'list the root',
        async (call) => {
          const { content } = await call('get_api_contents_by_path', { path: '' });
          return `${content.length} entries`;
        },
      ],
      [
        'run and stop a kernel',
        async (call) => {
          const { id } = await call('post_api_kernels', { body: { name: 'python3' } });
          await call('post_api_kernels_by_kernel_id_interrupt', { kernel_id: id });
          await call('delete_api_kernels_by_kernel_id', { kernel_id: id });
          return 'started, interrupted, deleted';
        },
      ],
    ],
  },
  {
    name: 'httpbin',
    python: ['httpbin[mainapp]'],
    start: ({ bin, port }) => ({
      command: `${bin}/python`,
      args: ['-c', `from httpbin import app; app.run(port=${port})`],
    }),
    document: '/',
    // Its document names the public host.
    args: ['--base-url', 'ORIGIN'],
    tasks: [
      ['see the headers', async (call) => JSON.stringify((await call('get_headers')).headers['User-Agent'])],
      [
        'decompress',
        async (call) =>
          `gzip ${(await call('get_gzip')).gzipped}, deflate ${(await call('get_deflate')).deflated}`,
      ],
      ['show an image', async (call) => (await call('get_image_png')).kind],
      ['follow a redirect', async (call) => (await call('get_relative-redirect_by_n', { n: 2 })).url],
      [
        'explain a failure',
        async (call) => {
          const text = await call('get_status_by_codes', { codes: '503' }).catch(({ message }) => message);
          return String(text).split('\n')[0];
        },
      ],
    ],
  },
  {
    name: 'Kinto',
    python: ['kinto'],
    files: {
      'kinto.ini': ({ port }) => `[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.memory
kinto.cache_backend = kinto.core.cache.memory
kinto.permission_backend = kinto.core.permission.memory
multiauth.policies = basicauth
kinto.bucket_create_principals = system.Authenticated
kinto.userid_hmac_secret = b4c96a8692291d88fe5a97dd91846eb4
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = ${port}
`,
    },
    start: ({ bin, folder }) => ({
      command: `${bin}/kinto`,
      args: ['start', '--ini', `${folder}/kinto.ini`],
    }),
    ready: '/v1/',
    document: '/v1/',
    args: ['--allow-extra-query'],
    env: {
      OPENAPI_MCP_CREDENTIAL_KINTO_BASICAUTH_USERNAME: 'user',
      OPENAPI_MCP_CREDENTIAL_KINTO_BASICAUTH_PASSWORD: 'password',
    },
    tasks: [
      [
        'create a bucket, a collection and records',
        async (call) => {
          await call('update_bucket', { id: 'shop', body: { data: {} } });
          await call('update_collection', { bucket_id: 'shop', id: 'pets', body: { data: {} } });
          for (const name of ['Mabel', 'Otto', 'Ida'])
            await call('create_record', {
              bucket_id: 'shop',
              collection_id: 'pets',
              body: { data: { name } },
            });
          return '3 records';
        },
      ],
      [
        'page through them',
        async (call) => {
          const names = [];
          let token;
          do {
            const page = await call('get_records', {
              bucket_id: 'shop',
              collection_id: 'pets',
              limit: 1,
              token,
            });
            names.push(...page.data.map(({ name }) => name));
            token =
              /"token":"([^"]+)"/.exec(call.notes())?.[1] ?? /token[=:]"?([\w+/=-]+)/.exec(call.notes())?.[1];
          } while (token !== undefined && names.length < 9);
          if (names.length !== 3) throw new Error(`${names}`);
          return names.join(', ');
        },
      ],
      [
        'filter by a query that the document forgot',
        async (call) => {
          const args = { bucket_id: 'shop', collection_id: 'pets', extraQuery: { name: 'Otto' } };
          return `${(await call('get_records', args)).data.length} record`;
        },
      ],
      ['delete the bucket', async (call) => (await call('delete_bucket', { id: 'shop' })).data.deleted],
    ],
  },
  {
    name: 'Prefect',
    python: ['prefect'],
    start: ({ bin, port }) => ({
      command: `${bin}/prefect`,
      args: ['server', 'start', '--host', '127.0.0.1', '--port', port],
    }),
    environment: ({ folder }) => ({ PREFECT_HOME: folder, HOME: folder }),
    document: '/',
    // The paths of its document lack the folder that they are mounted in.
    args: ['--names', 'short', '--base-url', 'ORIGIN/api'],
    tasks: [
      ['create a flow', async (call) => (await call('create_flow', { body: { name: 'nightly' } })).name],
      [
        'filter flows',
        async (call) => {
          const found = await call('read_flows', { body: { flows: { name: { any_: ['nightly'] } } } });
          return `${(found.result ?? found).length} flow`;
        },
      ],
      [
        'keep a variable',
        async (call) => {
          await call('create_variable', { body: { name: 'limit', value: 5 } });
          return `limit ${(await call('read_variable_by_name', { name: 'limit' })).value}`;
        },
      ],
    ],
  },
  {
    name: 'Chroma',
    python: ['chromadb'],
    start: ({ bin, port, folder }) => ({
      command: `${bin}/chroma`,
      args: ['run', '--path', folder, '--host', '127.0.0.1', '--port', port],
    }),
    ready: '/api/v2/heartbeat',
    document: '/openapi.json',
    tasks: [
      [
        'add with an integer in the metadata, and query',
        async (call) => {
          const place = { tenant: 'default_tenant', database: 'default_database' };
          const { id } = await call('create_collection', { ...place, body: { name: 'pets' } });
          const body = {
            ids: ['a', 'b'],
            embeddings: [
              [1, 0],
              [0, 1],
            ],
            metadatas: [{ age: 1 }, { age: 7 }],
          };
          await call('collection_add', { ...place, collection_id: id, body });
          const query = { query_embeddings: [[0, 1]], n_results: 1, include: ['metadatas'] };
          const { metadatas } = await call('collection_query', { ...place, collection_id: id, body: query });
          return JSON.stringify(metadatas);
        },
      ],
    ],
  },
  {
    name: 'PowerDNS',
    debian: ['pdns-server', 'pdns-backend-sqlite3', 'sqlite3'],
    prepare: ({ folder }) => [
      ['sh', ['-c', `sqlite3 ${folder}/db < /usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql`]],
    ],
    start: ({ port, folder, free }) => ({
      command: 'pdns_server',
      args: [
        `--config-dir=${folder}`,
        `--socket-dir=${folder}`,
        '--launch=gsqlite3',
        `--gsqlite3-database=${folder}/db`,
        '--local-address=127.0.0.1',
        `--local-port=${free}`,
        '--webserver=yes',
        `--webserver-port=${port}`,
        '--api=yes',
        '--api-key=key-of-powerdns',
        '--daemon=no',
        '--guardian=no',
      ],
    }),
    document: '/',
    args: ['--document-header', 'X-API-Key: key-of-powerdns'],
    env: { OPENAPI_MCP_CREDENTIAL_POWERDNS_AUTHORITATIVE_HTTP_API_API_KEY_HEADER: 'key-of-powerdns' },
    tasks: [
      [
        'create a zone',
        async (call) => {
          const body = { name: 'example.org.', kind: 'Native', nameservers: ['ns1.example.org.'] };
          return (await call('createZone', { server_id: 'localhost', body })).name;
        },
      ],
      [
        'add a record',
        async (call) => {
          const records = [{ content: '192.0.2.1', disabled: false }];
          const rrsets = [{ name: 'www.example.org.', type: 'A', ttl: 60, changetype: 'REPLACE', records }];
          await call('patchZone', { server_id: 'localhost', zone_id: 'example.org.', body: { rrsets } });
          const zone = await call('listZone', { server_id: 'localhost', zone_id: 'example.org.' });
          return `${zone.rrsets.length} record sets`;
        },
      ],
      [
        'be refused',
        async (call) => {
          const text = await call('createZone', {
            server_id: 'localhost',
            body: { name: 'no dot', kind: 'Native' },
          }).catch(({ message }) => message);
          return String(text).split('\n')[0];
        },
      ],
    ],
  },
  {
    name: 'rclone',
    debian: ['rclone'],
    start: ({ port }) => ({
      command: 'rclone',
      args: ['rcd', '--rc-addr', `127.0.0.1:${port}`, '--rc-user', 'user', '--rc-pass', 'password-of-rclone'],
    }),
    environment: ({ folder }) => ({ HOME: folder }),
    ready: '/',
    document: 'node_modules/rclone-openapi/openapi.yaml',
    args: ['--base-url', 'ORIGIN', '--header', `Authorization: ${basic('user', 'password-of-rclone')}`],
    tasks: [
      [
        'ask for its version',
        async (call) => (await call('core-version').catch(() => call('coreVersion'))).version,
      ],
    ],
  },
  superset,
  directus,
  podman,
];
