import { formatDuration } from '../parts/format.ts';
import type { CallSummary } from '../protocol/mcp-types.ts';

const width = 320;
const height = 56;
const maxBars = 60;

/** The durations of the last calls as bars, with the middle one and the slow ones in figures. */
export function LatencyPicture({ calls }: { calls: CallSummary[] }) {
  const shown = calls.slice(-maxBars);
  if (shown.length === 0) return null;
  const sorted = shown.map(({ duration }) => duration).toSorted((one, other) => one - other);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const slow = sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0;
  const longest = sorted.at(-1) ?? 1;
  const step = width / maxBars;
  const words = `${shown.length} calls: half within ${formatDuration(middle)}, 95% within ${formatDuration(slow)}`;
  return (
    <figure class="latency">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words} preserveAspectRatio="none">
        {shown.map(({ id, duration, status = 0, error }, index) => {
          const bar = Math.max(2, (duration / Math.max(longest, 1)) * height);
          const isBad = error !== undefined || status >= 400;
          return (
            <rect
              key={id}
              class={isBad ? 'bar-bad' : 'bar'}
              x={width - (shown.length - index) * step}
              y={height - bar}
              width={step - 1}
              height={bar}
              rx="1"
            />
          );
        })}
      </svg>
      <figcaption>
        <span>
          <b>{formatDuration(middle)}</b> median
        </span>
        <span>
          <b>{formatDuration(slow)}</b> 95th percentile
        </span>
        <span>
          <b>{formatDuration(longest)}</b> longest
        </span>
      </figcaption>
    </figure>
  );
}
