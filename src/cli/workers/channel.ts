import { messageOf } from '../../errors.ts';
import type { Socket } from 'node:net';

/** Functions that the other process may call. Their arguments and results are copied (structured clone). */
type Functions = object;

/** The names of the functions of a process. */
type Name<Target extends Functions> = keyof Target & string;

type Arguments<Target extends Functions, Key extends Name<Target>> = Target[Key] extends (
  ...args: infer Args
) => unknown
  ? Args
  : never;

type Result<Target extends Functions, Key extends Name<Target>> = Target[Key] extends (
  ...args: never[]
) => infer Value
  ? Awaited<Value>
  : never;

/** A call of a function, or the reply to one. A call without an id gets no reply. */
interface Message {
  name?: string;
  args?: unknown[];
  id?: number;
  value?: unknown;
  error?: string;
}

/** Sends a message, with a socket if there is one. */
type Send = (message: object, socket?: Socket) => void;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Calls functions of another process, and lets it call those of this one. */
export class Channel<Remote extends Functions, Own extends Functions> {
  readonly #send: Send;
  readonly #own: Map<string, unknown>;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(send: Send, own: Own) {
    this.#send = send;
    this.#own = new Map(Object.entries(own));
  }

  /** Calls a function, and returns its result. */
  ask<Key extends Name<Remote>>(name: Key, ...args: Arguments<Remote, Key>): Promise<Result<Remote, Key>> {
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: (value) => resolve(value as Result<Remote, Key>), reject });
      this.#send({ name, args, id });
    });
  }

  /** Calls a function that returns nothing. */
  tell<Key extends Name<Remote>>(name: Key, ...args: Arguments<Remote, Key>): void {
    this.#send({ name, args });
  }

  /** Hands a socket over, as the last argument of a function. */
  give<Key extends Name<Remote>>(name: Key, id: number, socket: Socket): void {
    this.#send({ name, args: [id] }, socket);
  }

  /** Handles a message of the other process. */
  receive({ name, args = [], id, value, error }: Message, socket?: Socket): void {
    if (name !== undefined) return void this.#call(name, socket === undefined ? args : [...args, socket], id);
    const pending = this.#pending.get(id ?? 0);
    this.#pending.delete(id ?? 0);
    if (error === undefined) pending?.resolve(value);
    else pending?.reject(new Error(error));
  }

  /** Ends all calls under way, since the other process has ended. */
  close(): void {
    for (const { reject } of this.#pending.values()) reject(new Error('The other process has ended.'));
    this.#pending.clear();
  }

  async #call(name: string, args: unknown[], id: number | undefined): Promise<void> {
    const target = this.#own.get(name);
    if (typeof target !== 'function') return;
    try {
      const value: unknown = await Reflect.apply(target, undefined, args);
      if (id !== undefined) this.#send({ id, value });
    } catch (thrown) {
      if (id !== undefined) this.#send({ id, error: messageOf(thrown) });
    }
  }
}
