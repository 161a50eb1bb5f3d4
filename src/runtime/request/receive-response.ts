import { Readable } from 'node:stream';
import { isNetworkError } from '../../http/connection-failure.ts';
import { undoContentCoding } from '../../http/content-coding.ts';
import { joinLines, lastLine } from '../../http/field-lines.ts';
import type { HttpResponse } from '../../http/http-message.ts';
import type { Dispatcher } from 'undici';

/** The headers of a response. Names are in lower case. */
export type ResponseHeaders = HttpResponse['headers'];

/** A response to a single request, without redirects. */
export type ReceivedResponse = Pick<HttpResponse, 'status' | 'headers' | 'body' | 'ending'>;

/** The limits of receiving a response. */
export interface ReceiveOptions {
  /** Bytes of the decoded body after which reading stops. */
  maxBytes: number;
  /** Receives each decoded chunk of the body, with the content type. */
  onChunk?: ((chunk: Uint8Array, contentType: string) => void) | undefined;
  /** Returns true for a response without a body of interest, such as a redirect that is followed. */
  discardsBody: (status: number, headers: ResponseHeaders) => boolean;
}

/** The statuses of responses that have no body. */
const withoutBody = new Set([204, 304]);

/** The bytes of a discarded body that are read, so that its connection can be used again. */
const maximumDiscarded = 65_536;

/**
 * Receives the response to a request of undici. undici's own `request` returns the body as a stream, which takes longer
 * than all other work of a call.
 */
export class ResponseReceiver implements Dispatcher.DispatchHandler {
  /** Rejects with the failure of a request that got no response. */
  readonly response: Promise<ReceivedResponse>;
  readonly #options: ReceiveOptions;
  #resolve: (response: ReceivedResponse) => void = () => undefined;
  #reject: (cause: unknown) => void = () => undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #abortCause: Error | undefined;
  #isSettled = false;
  /** Undefined until the response begins. */
  #head: Pick<ReceivedResponse, 'status' | 'headers'> | undefined;
  #contentType = '';
  /** The encoded body, which is decoded while it is received. */
  #encoded: Readable | undefined;
  #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(options: ReceiveOptions) {
    this.#options = options;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Ends the request. A response that has begun keeps what was received of it. */
  abort(cause: Error): void {
    this.#abortCause = cause;
    // Without a connection, undici reports nothing until connecting has ended.
    if (this.#head === undefined) this.#fail(cause);
    this.#controller?.abort(cause);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abortCause !== undefined) controller.abort(this.#abortCause);
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    // Informational responses come before the response (RFC 9110 §15.2).
    if (status < 200) return;
    this.#head = { status, headers };
    // Such a response ends with its headers, whatever they say (RFC 9112 §6.3); undici refuses its Content-Length.
    if (withoutBody.has(status) || this.#options.discardsBody(status, headers)) this.#settle('complete');
    this.#contentType = lastLine(headers['content-type']) ?? '';
    const coding = joinLines(headers['content-encoding']);
    if (coding === '' || this.#isSettled) return;
    this.#encoded = new Readable({
      read: () => controller.resume(),
      // The reader stops at the limit, which ends the connection.
      destroy: (error, done) => {
        if (error === null) controller.abort(new Error('the rest of the response is not read'));
        done(error);
      },
    });
    void this.#decode(undoContentCoding(this.#encoded, coding));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#encoded !== undefined) {
      if (!this.#encoded.destroyed && !this.#encoded.push(chunk)) controller.pause();
      return;
    }
    if (this.#isSettled) {
      this.#size += chunk.length;
      if (this.#size <= maximumDiscarded) return;
    } else if (this.#add(chunk)) return;
    controller.abort(new Error('the rest of the response is not read'));
  }

  onResponseEnd(): void {
    if (this.#encoded === undefined) this.#settle('complete');
    else if (!this.#encoded.destroyed) this.#encoded.push(null);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#head === undefined) this.#fail(error);
    else if (this.#encoded === undefined) this.#settle(endingBy(error));
    else this.#encoded.destroy(error);
  }

  async #decode(body: Readable): Promise<void> {
    try {
      for await (const chunk of body) if (!this.#add(chunk as Uint8Array)) break;
      this.#settle('complete');
    } catch (error) {
      this.#settle(endingBy(error));
    }
  }

  /** Adds a chunk of the body. Returns false, with the response settled, beyond the limit. */
  #add(chunk: Uint8Array): boolean {
    const { maxBytes, onChunk } = this.#options;
    const piece = this.#size + chunk.length > maxBytes ? chunk.subarray(0, maxBytes - this.#size) : chunk;
    this.#chunks.push(piece);
    this.#size += chunk.length;
    onChunk?.(piece, this.#contentType);
    if (this.#size <= maxBytes) return true;
    this.#settle('limit');
    return false;
  }

  #settle(ending: ReceivedResponse['ending']): void {
    if (this.#isSettled || this.#head === undefined) return;
    this.#isSettled = true;
    const [first, ...others] = this.#chunks;
    const body = Buffer.isBuffer(first) && others.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ body, ending, ...this.#head });
    this.#chunks = [];
    this.#size = 0;
  }

  #fail(cause: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#reject(cause);
  }
}

function endingBy(error: unknown): 'timeout' | 'broken' {
  return isNetworkError(error, 'UND_ERR_BODY_TIMEOUT') ? 'timeout' : 'broken';
}
