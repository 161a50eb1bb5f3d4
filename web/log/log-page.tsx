import { useState } from 'preact/hooks';
import { MethodBadge, StatusBadge } from '../parts/badges.tsx';
import { formatBytes, formatDuration } from '../parts/format.ts';
import { usePage } from '../parts/page-context.ts';
import { ExchangesView } from '../result/exchange-view.tsx';
import { LatencyPicture } from './latency-picture.tsx';
import { useCallLog } from './use-call-log.ts';
import type { CallEntry, CallSummary } from '../protocol/mcp-types.ts';

/** The calls of this caller, as they come. */
export function LogPage() {
  const { connection } = usePage();
  const calls = useCallLog(connection);
  const [entry, setEntry] = useState<CallEntry | undefined>();
  const open = async (id: number): Promise<void> => {
    const found = await connection.data(`calls?id=${id}`).catch(() => undefined);
    setEntry(found as unknown as CallEntry | undefined);
  };
  return (
    <div class="page page-wide">
      <h1>Calls</h1>
      <p class="lead">
        Every call since this page was first opened, by any client that signs in as you. New calls appear by
        themselves.
      </p>
      <LatencyPicture calls={calls} />
      {calls.length === 0 ? (
        <p class="empty">No calls yet. Run a tool, or call one from your client.</p>
      ) : (
        <div class="columns columns-log">
          <div class="table-box card" tabIndex={0} role="region" aria-label="Calls">
            <table class="log">
              <thead>
                <tr>
                  {['Time', 'Tool', 'Request', 'Status', 'Duration', 'Size'].map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {calls.toReversed().map((call) => (
                  <LogRow
                    key={call.id}
                    call={call}
                    isOpen={call.id === entry?.id}
                    onOpen={() => void open(call.id)}
                  />
                ))}
              </tbody>
            </table>
          </div>
          <section class="card" aria-label="HTTP of the call">
            {entry === undefined ? (
              <p class="empty">Choose a call to see its HTTP request and response.</p>
            ) : (
              <>
                <h2>{entry.target}</h2>
                <ExchangesView entry={entry} />
              </>
            )}
          </section>
        </div>
      )}
    </div>
  );
}

function LogRow({ call, isOpen, onOpen }: { call: CallSummary; isOpen: boolean; onOpen: () => void }) {
  const { time, target, method, path, status, error, duration, bytes } = call;
  return (
    <tr class={isOpen ? 'is-open' : undefined}>
      <td class="unit">{new Date(time).toLocaleTimeString()}</td>
      <td>
        <button type="button" class="link" onClick={onOpen}>
          {target}
        </button>
      </td>
      <td>
        {method !== undefined && <MethodBadge method={method} />} <code class="log-path">{path}</code>
      </td>
      <td>
        <StatusBadge status={status} error={error} />
      </td>
      <td class="figure">{formatDuration(duration)}</td>
      <td class="figure">{formatBytes(bytes)}</td>
    </tr>
  );
}
