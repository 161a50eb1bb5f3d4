import { CodeBlock } from '../parts/code-block.tsx';
import { StatusBadge } from '../parts/badges.tsx';
import { formatBytes, formatDuration } from '../parts/format.ts';
import { curlOf } from './same-call.ts';
import type { CallEntry, ShownBody, ShownExchange } from '../protocol/mcp-types.ts';

/** The HTTP requests of a call, with their responses. */
export function ExchangesView({ entry }: { entry: CallEntry | undefined }) {
  if (entry === undefined) return <p class="note">The server keeps no record of this call.</p>;
  if (entry.exchanges.length === 0) return <p class="note">No HTTP request left the server for this call.</p>;
  return (
    <>
      {entry.exchanges.map((exchange, index) => (
        <ExchangeView key={index} exchange={exchange} />
      ))}
    </>
  );
}

function ExchangeView({ exchange }: { exchange: ShownExchange }) {
  const { method, url, status, requestHeaders, requestBody, responseHeaders, responseBody, duration } =
    exchange;
  return (
    <div class="exchange">
      <h3>Request</h3>
      <pre class="wire" tabIndex={0} role="region" aria-label="HTTP request">
        <b>{method}</b> {url}
        {'\n'}
        <HeaderLines headers={requestHeaders} />
        <BodyText body={requestBody} />
      </pre>
      <div class="exchange-head">
        <h3>Response</h3>
        <StatusBadge status={status} error="no response" />
        <span class="unit">{formatDuration(duration)}</span>
        {responseBody !== undefined && <span class="unit">{formatBytes(responseBody.size)}</span>}
      </div>
      {responseHeaders !== undefined && (
        <pre class="wire" tabIndex={0} role="region" aria-label="HTTP response">
          <HeaderLines headers={responseHeaders} />
          <BodyText body={responseBody} />
        </pre>
      )}
      <h3>As curl</h3>
      <CodeBlock text={curlOf(exchange)} label="The request as curl" />
    </div>
  );
}

function HeaderLines({ headers }: { headers: [name: string, value: string][] }) {
  return (
    <>
      {headers.map(([name, value], index) => (
        <span key={index}>
          <span class="json-key">{name}</span>: {value}
          {'\n'}
        </span>
      ))}
    </>
  );
}

function BodyText({ body }: { body: ShownBody | undefined }) {
  if (body === undefined || body.size === 0) return null;
  if (body.text === undefined) return <span class="unit">{`\n${formatBytes(body.size)} of bytes`}</span>;
  return <>{`\n${pretty(body)}${body.isTruncated === true ? `\n… of ${formatBytes(body.size)}` : ''}`}</>;
}

/** Returns JSON with line breaks, and any other text as it is. */
function pretty({ text = '', isTruncated }: ShownBody): string {
  if (isTruncated === true || !/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
