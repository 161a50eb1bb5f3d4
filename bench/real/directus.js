// Directus: another document for a person who signed in than for others, items of a collection, and files.
import { join } from 'node:path';

const token = 'token-of-directus';
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

export const directus = {
  name: 'Directus',
  npm: ['directus@11.3.5', '--allow-scripts=sqlite3,isolated-vm,argon2,sharp'],
  environment: ({ port, folder }) => ({
    DB_CLIENT: 'sqlite3',
    DB_FILENAME: join(folder, 'db.sqlite'),
    SECRET: 'a-key-of-this-server-alone-12345',
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: 'password-of-directus',
    ADMIN_TOKEN: token,
    HOST: '127.0.0.1',
    PORT: port,
    TELEMETRY: 'false',
    STORAGE_LOCATIONS: 'local',
    STORAGE_LOCAL_ROOT: join(folder, 'uploads'),
  }),
  prepare: ({ bin }) => [[`${bin}/directus`, ['bootstrap']]],
  start: ({ bin }) => ({ command: `${bin}/directus`, args: ['start'] }),
  ready: '/server/ping',
  /** Creates a collection, whose operations the document has from then on. */
  async setUp(origin) {
    const id = {
      field: 'id',
      type: 'integer',
      meta: { hidden: true },
      schema: { is_primary_key: true, has_auto_increment: true },
    };
    const fields = [id, { field: 'title', type: 'string', schema: {} }];
    const body = JSON.stringify({ collection: 'articles', schema: {}, meta: {}, fields });
    const response = await fetch(`${origin}/collections`, { method: 'POST', headers, body });
    if (!response.ok) throw new Error(await response.text());
  },
  document: '/server/specs/oas',
  args: [
    '--name',
    'directus',
    '--document-header',
    `Authorization: Bearer ${token}`,
    '--base-url',
    'ORIGIN',
    '--overlay',
    'bench/real/directus.overlay.yaml',
  ],
  env: { DIRECTUS_AUTH: `Bearer ${token}` },
  tasks: [
    ['know who signed in', async (call) => (await call('getMe', { fields: ['email'] })).data.email],
    [
      'create, change and delete an item',
      async (call) => {
        const { data } = await call('createItemsArticles', { body: { title: 'First' } });
        await call('updateSingleItemsArticles', { id: data.id, body: { title: 'Second' } });
        const { data: read } = await call('readSingleItemsArticles', { id: data.id });
        await call('deleteSingleItemsArticles', { id: data.id });
        const { data: rest } = await call('readItemsArticles', {});
        return `${read.title}, then ${rest.length} items`;
      },
    ],
    [
      'upload a file, and read it',
      async (call) => {
        const text = Buffer.from('hello, file').toString('base64');
        const { data } = await call('createFile', { body: { file: `data:text/plain;base64,${text}` } });
        return String(await call('getAsset', { id: data.id }));
      },
    ],
    [
      'filter and sort',
      async (call) => {
        for (const title of ['One', 'Two', 'Three']) await call('createItemsArticles', { body: { title } });
        const { data } = await call('readItemsArticles', { sort: ['-title'], limit: 2 });
        return data.map(({ title }) => title).join(', ');
      },
    ],
  ],
};
