import { jsonRpcCodes } from '../runtime/json-rpc.ts';
import { RequestsUnderWay } from './requests-under-way.ts';

/** The members of a JSON-RPC 2.0 message that tell its kind. */
interface Message {
  id?: unknown;
  method?: string | undefined;
  params?: Record<string, unknown> | undefined;
}

/** The response to a request that came too late. */
interface Refusal {
  jsonrpc: '2.0';
  id: string | number;
  error: { code: number; message: string };
}

/** The transport of either SDK, whose listener the SDK has set. */
interface WatchedTransport<Received extends Message> {
  onmessage?: ((message: Received) => void) | undefined;
  send(message: Message | Refusal): Promise<void>;
}

/** The requests of a client over streams, from their message until their response is written. */
export class StdioRequests {
  readonly #underWay = new RequestsUnderWay();
  readonly #ends = new Map<unknown, () => void>();

  /** Counts the requests over a transport, and refuses those that come after the server began to close. */
  watch<Received extends Message>(transport: WatchedTransport<Received>): void {
    const deliver = transport.onmessage;
    const send = transport.send.bind(transport);
    transport.onmessage = (message) => {
      const refusal = this.#receive(message);
      if (refusal === undefined) deliver?.(message);
      else send(refusal).catch(() => undefined);
    };
    transport.send = (message) => {
      const sent = send(message);
      this.#send(message);
      return sent;
    };
  }

  /** Counts a message of the client. Returns the response to a request that came after the server began to close. */
  #receive({ id, method, params }: Message): Refusal | undefined {
    if (method === 'notifications/cancelled') this.#end(params?.['requestId']);
    // A subscription has no response until the connection ends.
    if (method === undefined || method === 'subscriptions/listen') return undefined;
    if (typeof id !== 'string' && typeof id !== 'number') return undefined;
    if (this.#underWay.isClosing)
      return {
        jsonrpc: '2.0',
        id,
        error: { code: jsonRpcCodes.serverError, message: 'The server is shutting down; nothing was sent' },
      };
    this.#ends.set(id, this.#underWay.begin());
    return undefined;
  }

  /** Ends the request that a message of the server responds to. */
  #send({ id, method }: Message): void {
    if (method === undefined) this.#end(id);
  }

  /** Refuses further requests, and resolves when the others have their response, or after `grace` milliseconds. */
  drain(grace: number): Promise<void> {
    return this.#underWay.drain(grace);
  }

  #end(id: unknown): void {
    this.#ends.get(id)?.();
    this.#ends.delete(id);
  }
}
