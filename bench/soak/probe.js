// Loaded into the server: measures its memory after a collection, its sockets and the lag of its event loop when asked.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

// Threads of the server load it too.
if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  process.on('message', () => {
    // The resolution is part of each measurement.
    const lag = { p99: delay.percentile(99) / 1e6 - 10, max: delay.max / 1e6 - 10 };
    globalThis.gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    process.send({ heapUsed, external, rss, sockets, lag });
    delay.reset();
  });
  process.channel.unref();
}
