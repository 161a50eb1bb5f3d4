// Superset: a login by an operation, a token that it returns, and a CSRF token with a cookie of its own.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const login = { username: 'admin', password: 'password-of-superset', provider: 'db', refresh: false };

/** Prints the header that the document is fetched with. */
const printHeader = `fetch('ORIGIN/api/v1/security/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(${JSON.stringify(login).replaceAll('"', "'")}) }).then((response) => response.json()).then((body) => console.log('Authorization: Bearer ' + body.access_token))`;

export const superset = {
  name: 'Superset',
  // Newer versions of flask-caching pass an argument that Superset's cache does not know; rich is imported, but not required.
  python: ['apache-superset', 'flask-caching<2.4', 'rich'],
  environment: ({ folder }) => ({
    SUPERSET_CONFIG_PATH: join(folder, 'superset_config.py'),
    SUPERSET_HOME: folder,
    FLASK_APP: 'superset',
  }),
  prepare({ bin, folder }) {
    writeFileSync(
      join(folder, 'superset_config.py'),
      `SECRET_KEY = 'a-key-of-this-server-alone-12345'
SQLALCHEMY_DATABASE_URI = 'sqlite:///${folder}/superset.db'
TALISMAN_ENABLED = False
`,
    );
    const { username, password } = login;
    const person = ['--firstname', 'A', '--lastname', 'B', '--email', 'admin@example.com'];
    return [
      [`${bin}/superset`, ['db', 'upgrade']],
      [`${bin}/superset`, ['fab', 'create-admin', '--username', username, '--password', password, ...person]],
      [`${bin}/superset`, ['init']],
    ];
  },
  start: ({ bin, port }) => ({
    command: `${bin}/superset`,
    args: ['run', '--host', '127.0.0.1', '--port', port],
  }),
  ready: '/health',
  document: '/api/v1/_openapi',
  args: [
    '--name',
    'superset',
    '--document-command',
    `node -e "${printHeader}"`,
    '--session',
    'login=POST /api/v1/security/login',
    '--session',
    'body.provider=db',
    '--session',
    'token=/access_token',
    '--session',
    'csrf=GET /api/v1/security/csrf_token/#/result',
    '--session',
    'csrf-header=X-CSRFToken',
  ],
  env: { SUPERSET_USERNAME: login.username, SUPERSET_PASSWORD: login.password },
  tasks: [
    [
      'log in, and create a dashboard with a CSRF token',
      async (call) => {
        const { id } = await call('post_api_v1_dashboard', { body: { dashboard_title: 'Sales' } });
        return typeof id === 'number' ? 'created' : JSON.stringify(id);
      },
    ],
    [
      'rename it',
      async (call) => {
        const pk = await dashboard(call, 'Sales');
        await call('put_api_v1_dashboard_by_pk', { pk, body: { dashboard_title: 'Revenue' } });
        const { result } = await call('get_api_v1_dashboard_by_id_or_slug', { id_or_slug: String(pk) });
        return result.dashboard_title;
      },
    ],
    [
      'delete it',
      async (call) => {
        await call('delete_api_v1_dashboard_by_pk', { pk: await dashboard(call, 'Revenue') });
        return `${(await call('get_api_v1_dashboard', {})).count} dashboards`;
      },
    ],
    [
      'be refused without a title that fits',
      async (call) => {
        const body = { dashboard_title: 'x'.repeat(600) };
        const text = await call('post_api_v1_dashboard', { body }).catch(({ message }) => message);
        return String(text).split('\n')[0];
      },
    ],
  ],
};

async function dashboard(call, title) {
  const { result } = await call('get_api_v1_dashboard', {});
  const found = result.find(({ dashboard_title: each }) => each === title);
  if (found === undefined) throw new Error(`there is no dashboard ${title}`);
  return found.id;
}
