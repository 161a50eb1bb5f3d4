import type { Socket } from 'node:net';
import type { Rate } from '../../http/rate.ts';
import type { CallEntry } from '../../explorer/call-entry.ts';
import type { MetricsPage } from '../../serve/http/http-server.ts';

/** The address on which the primary listens. */
export interface SharedAddress {
  origin: string;
  port: number;
}

/** The functions of the primary, which workers call. */
export interface PrimaryFunctions {
  address(): SharedAddress;
  /** Counts requests of a caller. Returns 0, or the seconds until the caller may send another. */
  limit(caller: string, count: number): Promise<number>;
  /** Counts a call to the API. Returns 0, or the milliseconds until another may be sent. */
  limitCalls(rate: Rate, key: string): Promise<number>;
  secret(name: string): Promise<string | undefined>;
  use(id: string, expires: number): Promise<boolean>;
  /** Returns the private key that signs identities in all workers. */
  identityKey(): string;
  /** Returns the metrics of all processes. */
  metrics(): ReturnType<MetricsPage>;
  /** The worker accepts connections. `text` is for the person who starts the server. */
  ready(text: string): void;
  /** The worker has taken the connection with this id. */
  taken(id: number): void;
  /** The worker is about to end. */
  leaving(): void;
  /** The worker takes no further connections. */
  stopped(): void;
  /** A browser has opened the explorer. */
  explore(): void;
  /** A call for the explorers of all workers. */
  called(caller: string, call: Omit<CallEntry, 'id'>): void;
}

/** The functions of a worker, which the primary calls. */
export interface WorkerFunctions {
  /** Serves a connection that the primary has accepted. */
  connection(id: number, socket?: Socket): void;
  /** Returns the metrics of the worker, as `prom-client` aggregates them. */
  metrics(): Promise<object[]>;
  /** The worker reports reloads from now on. */
  report(): void;
  shutDown(): void;
  explore(): void;
  called(caller: string, entry: CallEntry): void;
}
