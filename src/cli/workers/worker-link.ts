import { EventEmitter, once } from 'node:events';
import { Channel } from './channel.ts';
import type { Socket } from 'node:net';
import type { CallRelay } from '../../explorer/explorer-types.ts';
import type { Listen } from '../../serve/http/address.ts';
import type { MetricsPage } from '../../serve/http/http-server.ts';
import type { SharedStore } from '../../store/shared-store.ts';
import type { PrimaryFunctions, WorkerFunctions } from './functions.ts';

/** The link of a worker to its primary, which listens, and has what all workers share. */
export interface WorkerLink {
  /** Serves the connections that the primary accepts. */
  listen: Listen;
  store: SharedStore;
  relay: CallRelay;
  /** Returns the private key that signs identities in all workers. */
  identityKey(): Promise<string>;
  /** Returns the metrics of all workers. */
  metrics: MetricsPage;
  /** Lets the primary collect the metrics of this worker. */
  provideMetrics(read: () => Promise<object[]>): void;
  /** Says that the worker is ready. The primary prints the text of the first worker. */
  announce(text: string): void;
  /** True if this worker reports for all that they have loaded the API again. */
  readonly isReporting: boolean;
  /** Settles when the worker is to end. */
  signalled: Promise<void>;
  /** Lets the process end. */
  close(): void;
}

/** Opens the link of this process, which a primary has started, to that primary. */
export function openWorkerLink(): WorkerLink {
  let readMetrics: (() => Promise<object[]>) | undefined;
  let serve: ((socket: Socket) => void) | undefined;
  let isReporting = false;
  const end = new AbortController();
  const signalled = new Promise<void>((resolve) => {
    end.signal.addEventListener('abort', () => resolve());
  });
  const explorers: { open: () => void; add: CallRelay['add'] }[] = [];
  const own: WorkerFunctions = {
    connection(id, socket) {
      if (socket === undefined) return;
      // Before a byte is read: a connection that is not taken goes to another worker.
      channel.tell('taken', id);
      serve?.(socket);
    },
    metrics: async () => (await readMetrics?.()) ?? [],
    report: () => {
      isReporting = true;
    },
    shutDown: () => end.abort(),
    explore: () => explorers.forEach(({ open }) => open()),
    called: (caller, entry) => explorers.forEach(({ add }) => add(caller, entry)),
  };
  const channel = new Channel<PrimaryFunctions, WorkerFunctions>(
    (message) => void process.send?.(message),
    own,
  );
  process.on('message', (message: object, socket?: Socket) => channel.receive(message, socket));
  // A terminal sends SIGINT to all processes, and the primary tells the workers when to end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => {
    channel.tell('leaving');
    end.abort();
  });
  return {
    async listen(server) {
      const sockets = new Set<Socket>();
      const closing = new EventEmitter();
      serve = (socket) => {
        sockets.add(socket);
        socket.once('close', () => {
          sockets.delete(socket);
          if (sockets.size === 0) closing.emit('empty');
        });
        // A server sets both for connections that it accepts itself.
        socket.setNoDelay(true);
        socket.allowHalfOpen = true;
        server.emit('connection', socket);
      };
      // Starts the checks of time-outs.
      server.emit('listening');
      const address = await channel.ask('address');
      return {
        ...address,
        async stop() {
          channel.tell('stopped');
          const closed = sockets.size === 0 ? undefined : once(closing, 'empty');
          server.close();
          await closed;
        },
      };
    },
    store: {
      limitRate:
        () =>
        (caller, count = 1) =>
          channel.ask('limit', caller, count),
      limitCalls: (rate, key) => channel.ask('limitCalls', rate, key),
      secret: (name) => channel.ask('secret', name),
      use: (id, expires) => channel.ask('use', id, expires),
      close: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    },
    relay: {
      open: () => channel.tell('explore'),
      add: (caller, call) => channel.tell('called', caller, call),
      register: (open, add) => void explorers.push({ open, add }),
    },
    identityKey: () => channel.ask('identityKey'),
    metrics: () => channel.ask('metrics'),
    provideMetrics(read) {
      readMetrics = read;
    },
    announce: (text) => channel.tell('ready', text),
    get isReporting() {
      return isReporting;
    },
    signalled,
    close: () => process.channel?.unref(),
  };
}
