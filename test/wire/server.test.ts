import { describe, expect, it } from 'vitest';
import { openApi, textOf } from '../support/call.ts';
import { documentOf, tool } from '../support/document.ts';
import { jsonAnswer, startUpstream } from '../support/upstream.ts';
import { locationRows, serverRows } from './server.ts';
import { titled } from './rows.ts';

describe('the URL of a server', () => {
  it.each(titled(serverRows))(
    '%s',
    async (_, { servers, pathServers, operationServers, options = () => ({}), target }) => {
      await using upstream = await startUpstream();
      const document = documentOf({
        ...(servers && { servers: servers(upstream) }),
        ...(pathServers && { pathServers: pathServers(upstream) }),
        ...(operationServers && { operationServers: operationServers(upstream) }),
      });
      await using api = await openApi(document, options(upstream));
      const result = await api.call(tool, {});
      const targets = upstream.requests.map((request) => request.target);
      expect(result.isError ? textOf(result) : targets).toEqual([target]);
      expect(upstream.requests[0]?.header('host')).toBe(`127.0.0.1:${upstream.port}`);
    },
  );
});

describe('the URL of a server, relative to the document', () => {
  it.each(titled(locationRows))('%s', async (_, { servers, operationServers, target }) => {
    const document = documentOf({
      ...(servers && { servers }),
      ...(operationServers && { operationServers }),
    });
    const place = '/docs/v3/openapi.json';
    await using upstream = await startUpstream((request) =>
      jsonAnswer(request.target === place ? document : { ok: true }),
    );
    await using api = await openApi(new URL(place, upstream.url));
    const result = await api.call(tool, {});
    const targets = upstream.requests.map((request) => request.target).filter((sent) => sent !== place);
    expect(result.isError ? textOf(result) : targets).toEqual([target]);
  });
});
