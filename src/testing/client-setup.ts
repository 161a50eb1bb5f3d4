import type { CreateServerOptions } from '../index.ts';
import type { MockOptions } from '../mock/mock-options.ts';
import type { RecordingUpstream } from './recording-upstream.ts';

/** A protocol revision, which stands for its era. */
export type ProtocolEra = '2025-11-25' | '2026-07-28';

/** The reply of a person to a question. */
export type ConfirmReply = 'accept' | 'decline' | 'cancel';

/** Options of a client for tests. */
export interface ConnectOptions {
  /** Send requests of the server to this upstream, or to this URL. */
  upstream?: RecordingUpstream | string | undefined;
  /**
   * Respond by a mock of the API of the document, with the seed 1 unless another is given.
   * @default false
   */
  mock?: boolean | MockOptions | undefined;
  /**
   * Protocol revision of the client.
   * @default '2026-07-28'
   */
  era?: ProtocolEra | undefined;
  /** Reply to the questions of the server; a client without it cannot be asked. */
  confirm?: ((message: string) => ConfirmReply | Promise<ConfirmReply>) | undefined;
  /** Options of the server of a document. */
  server?: CreateServerOptions | undefined;
}
