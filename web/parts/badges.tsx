/** The HTTP method of an operation. */
export function MethodBadge({ method }: { method: string | undefined }) {
  if (method === undefined) return <span class="method method-none">TOOL</span>;
  const name = method.toLowerCase();
  const known = ['get', 'post', 'put', 'patch', 'delete'].includes(name) ? name : 'none';
  return <span class={`method method-${known}`}>{method.toUpperCase()}</span>;
}

/** The status of an HTTP response, or the code of a failure. */
export function StatusBadge({ status, error }: { status?: number | undefined; error?: string | undefined }) {
  if (status === undefined)
    return <span class={error === undefined ? 'status' : 'status status-bad'}>{error ?? '—'}</span>;
  const level = status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good';
  return <span class={`status status-${level}`}>{status}</span>;
}
