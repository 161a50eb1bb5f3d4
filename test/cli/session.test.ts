import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientKinds } from '../interop/clients.ts';
import { connectHttp } from '../interop/connect.ts';
import { sessionDocument } from '../security/session-document.ts';
import { serveCliHttp, startCli } from '../support/cli.ts';
import { runIn } from '../support/terminal.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import type { Upstream } from '../support/upstream.ts';

const folder = mkdtempSync(join(tmpdir(), 'openapi-mcp-session-'));
const path = join(folder, 'shop.json');
const tokens = join(folder, 'tokens');
const env = {
  OPENAPI_MCP_CREDENTIAL_SHOP_USERNAME: 'ada',
  OPENAPI_MCP_CREDENTIAL_SHOP_PASSWORD_FILE: join(folder, 'password'),
};
let upstream: Upstream;
let logins = 0;

beforeAll(async () => {
  upstream = await startUpstream((request) => {
    if (request.target === '/login')
      return { ...jsonAnswer({}), headers: { 'set-cookie': `sid=canary-of-session-${++logins}; Path=/` } };
    return jsonAnswer({ echo: request.header('cookie') });
  });
  writeFileSync(path, JSON.stringify(sessionDocument(upstream.url)));
  writeFileSync(join(folder, 'password'), 'correct horse\n');
  writeFileSync(tokens, 'ada:token-of-ada-0123456789\neve:token-of-eve-0123456789\n');
});
beforeEach(() => {
  upstream.requests.splice(0);
  logins = 0;
});
afterAll(async () => {
  await upstream.close();
  rmSync(folder, { recursive: true });
});

function cookies(): string[] {
  return upstream.requests.map(({ method, header }) => `${method} ${header('cookie') ?? '-'}`);
}

describe.each(clientKinds)('$label', (kind) => {
  it('calls within the session over standard input and output', async () => {
    await using server = startCli(
      ['serve', path, '--session', 'login=postLogin', '--session', 'body.provider=db'],
      { env },
    );
    const client = await server.connect(kind);
    const tools = await client.listTools();
    expect(tools.map(({ name }) => name)).not.toContain('postLogin');
    const result = await client.callTool('things', {});
    expect(JSON.stringify(result)).not.toContain('canary');
    expect(cookies()).toEqual(['POST -', 'GET sid=canary-of-session-1']);
    expect(upstream.requests[0]?.body.toString()).toBe(
      '{"provider":"db","username":"ada","password":"correct horse"}',
    );
    await client.close();
    expect(server.stderr()).toContain(
      'Session: cookies are kept for each caller, postLogin logs in with OPENAPI_MCP_CREDENTIAL_SHOP_USERNAME and OPENAPI_MCP_CREDENTIAL_SHOP_PASSWORD',
    );
  });

  it('has a session of its own over HTTP', async () => {
    const audit = join(folder, 'audit');
    await using server = await serveCliHttp(
      [
        path,
        '--session',
        'login=postLogin',
        '--auth-token-file',
        tokens,
        '--audit-log',
        audit,
        '--audit-arguments',
      ],
      { env },
    );
    const clients = await Promise.all(
      ['token-of-ada-0123456789', 'token-of-eve-0123456789'].map((token) =>
        connectHttp(kind, server.url, { Authorization: `Bearer ${token}` }),
      ),
    );
    const texts: string[] = [];
    for (let round = 0; round < 3; round++)
      for (const client of clients) texts.push(JSON.stringify(await client.callTool('things', {})));
    expect(cookies()).toEqual([
      'POST -',
      'GET sid=canary-of-session-1',
      'POST -',
      'GET sid=canary-of-session-2',
      'GET sid=canary-of-session-1',
      'GET sid=canary-of-session-2',
      'GET sid=canary-of-session-1',
      'GET sid=canary-of-session-2',
    ]);
    await Promise.all(clients.map((client) => client.close()));
    expect(texts.join() + server.stderr()).not.toContain('canary');
  });
});

describe('the command line', () => {
  it('keeps cookies with --session alone, before and behind the document', async () => {
    for (const words of [
      ['--session', path],
      [path, '--session'],
    ]) {
      await using server = startCli(['serve', ...words]);
      const client = await server.connect(clientKinds[2]);
      await client.callTool('postLogin', { body: { username: 'ada' } });
      await client.callTool('things', {});
      await client.close();
    }
    expect(cookies()).toEqual([
      'POST -',
      'GET sid=canary-of-session-1',
      'POST -',
      'GET sid=canary-of-session-2',
    ]);
  });

  it('calls within a session', async () => {
    const { code, out } = await runIn(['call', path, 'things', '--session', 'login=postLogin'], env);
    expect([code, out]).toEqual([0, expect.stringContaining('"echo": "sid=REDACTED"')]);
    expect(cookies()).toEqual(['POST -', 'GET sid=canary-of-session-1']);
  });

  it('reads the session of a config file, and no variable of its login', async () => {
    const config = join(folder, 'one.config.yaml');
    writeFileSync(
      config,
      `document: ${path}\nsession:\n  login: postLogin\n  body.username: \${SHOP_USER}\n  body.password: \${SHOP_KEY}\n`,
    );
    const own = { SHOP_USER: 'eve', SHOP_KEY: 'another horse' };
    const { code } = await runIn(['call', 'things', '--config', config], own);
    expect(code).toBe(0);
    expect(upstream.requests[0]?.body.toString()).toBe('{"username":"eve","password":"another horse"}');
    expect((await runIn(['inspect', '--config', config, '--json'], own)).out).not.toContain('another horse');
  });

  it('is shown by inspect', async () => {
    const words = ['inspect', path, '--session', 'login=postLogin', '--session', 'csrf=getCsrf#/result'];
    const { out } = await runIn(words);
    expect(out).toContain('\nSession\n');
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'postLogin logs in, with OPENAPI_MCP_CREDENTIAL_SHOP_USERNAME and OPENAPI_MCP_CREDENTIAL_SHOP_PASSWORD; it is no tool. getCsrf hands out the CSRF token; it is no tool.',
    );
    const { session } = JSON.parse((await runIn([...words, '--json'])).out);
    expect(session).toMatchObject({ login: 'postLogin', csrf: 'getCsrf' });
  });

  it('has a session for each of several APIs', async () => {
    const config = join(folder, 'several.config.yaml');
    writeFileSync(
      config,
      `apis:\n  one:\n    document: ${path}\n    session: { login: postLogin }\n  two:\n    document: ${path}\n    session: { keep: cookies }\n`,
    );
    const own = { ONE_USERNAME: 'ada', ONE_PASSWORD: 'correct horse' };
    await using server = startCli(['serve', '--config', config], { env: own });
    const client = await server.connect(clientKinds[2]);
    await client.callTool('one_things', {});
    await client.callTool('two_things', {});
    await client.callTool('two_postLogin', { body: { username: 'eve' } });
    await client.callTool('two_things', {});
    await client.callTool('one_things', {});
    await client.close();
    expect(cookies()).toEqual([
      'POST -',
      'GET sid=canary-of-session-1',
      'GET -',
      'POST -',
      'GET sid=canary-of-session-2',
      'GET sid=canary-of-session-1',
    ]);
  });

  it('leaves the session out for a mock', async () => {
    const { code } = await runIn(['call', path, 'things', '--session', 'login=postLogin', '--mock']);
    expect(code).toBe(0);
    expect(cookies()).toEqual([]);
  });

  it.each<[settings: string[], message: string]>([
    [['login=postLogi'], 'login of the session: "postLogi" matches no operation\n  Did you mean postLogin?'],
    [['login=post*'], 'login of the session: "post*" matches 2 operations\n  Give the name of one operation'],
    [
      ['login=postLogin', 'body.password=literal'],
      "the session: body.password of postLogin would be stored with the description\n  Write body.password='${VARIABLE}'",
    ],
    [
      ['login=postLogin', 'tenant=a'],
      'the session: postLogin has no argument tenant\n  Its arguments: body, body.username, body.password, body.provider.',
    ],
    [['login=logout'], 'the session: logout has no argument that is called password'],
    [['tenant=a'], 'tenant is no setting of a session without a login'],
    [['token=/a'], 'the session: arguments and a token belong to a login'],
    [['login=postLogin', 'token=a'], 'the session: token is no JSON pointer: "a"'],
    [['csrf=getCsrf'], 'the session: csrf is no source of a token: "getCsrf"\n  Write cookie:NAME'],
    [['csrf=nothing#/a'], 'csrf of the session: "nothing" matches no operation'],
    [['csrf-header=X'], 'the session: csrf-header needs the source of the token'],
    [['csrf=cookie:a', 'csrf-header=X Y'], 'the session: csrf-header is no name of a header'],
    [['keep=nothing'], 'keep of the session must be cookies, not nothing'],
  ])('refuses the settings %j', async (settings, message) => {
    const words = settings.flatMap((setting) => ['--session', setting]);
    const { code, error } = await runIn(['call', path, 'things', ...words], env);
    expect([code, error]).toEqual([2, expect.stringContaining(message)]);
  });

  it('warns of variables that are not set, and of those that are not read', async () => {
    const ignored = { SHOP_USERNAME: 'ada', SHOP_PASSWORD: 'correct horse' };
    await using server = startCli(['serve', path, '--session', 'login=postLogin'], { env: ignored });
    await server.printed(/Listening/);
    expect(server.stderr()).toContain(
      'WARNING: Nobody is logged in: OPENAPI_MCP_CREDENTIAL_SHOP_USERNAME and OPENAPI_MCP_CREDENTIAL_SHOP_PASSWORD are not set.',
    );
    expect(server.stderr()).toContain('WARNING: SHOP_PASSWORD is ignored');
  });
});
