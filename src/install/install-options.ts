import type { ClientId, InstallScope } from './clients.ts';

/** Options of an entry in the configuration of a client. */
export interface InstallOptions {
  /** Client whose configuration is changed. */
  client: ClientId;
  /** Configuration of the user, or of the project in the working directory; by default of the user if the client has one. */
  scope?: InstallScope;
  /** Name of the server in the client; by default that of the API. */
  name?: string;
}
