import { mergeOptions } from '../runtime/merge-options.ts';
import { openPolicy } from './flags/policy-flags.ts';
import { openShared } from './open-shared.ts';
import { openTelemetry } from './open-telemetry.ts';
import type { MockServer, RuntimeOptions } from '../index.ts';
import type { AuditEntry } from '../runtime/policy/audit-entry.ts';
import type { ApiServer } from '../serve/create-server.ts';
import type { Store } from '../store/store.ts';
import type { PolicyFlags } from './flags/policy-flags.ts';
import type { TelemetryFlags } from './flags/telemetry-flags.ts';
import type { SharedFlags, SharedState } from './open-shared.ts';
import type { Telemetry } from './open-telemetry.ts';
import type { RuntimeSettings } from './runtime-settings.ts';
import type { Terminal } from './terminal.ts';

/** An API with the options of its calls, and a mock if the flags ask for one. */
export interface PreparedApi {
  options: RuntimeOptions;
  settings: RuntimeSettings;
  mock: MockServer | undefined;
  /** The store of callers' tokens. */
  store: Store | undefined;
}

/** A server with all that is opened for it. */
export interface AssembledServer<Server extends ApiServer = ApiServer> {
  server: Server;
  /** The options that all its APIs share. */
  options: RuntimeOptions;
  /** The log and the metrics. Servers that replace one another share them, and the last one's caller closes them. */
  telemetry: Telemetry;
  /** The state that processes share, which is closed as the log is. */
  shared: SharedState;
  /** Writes to the audit log, if there is one. */
  audit: ((entry: AuditEntry) => void) | undefined;
  /** Closes the server, its mocks, its stores and its audit log. */
  close(): Promise<void>;
}

type AssemblyFlags = PolicyFlags & SharedFlags & TelemetryFlags;

/** The surroundings of a server: its name in traces, and the server before it, with which it shares log, metrics and state. */
interface Surroundings {
  name: string;
  terminal: Terminal;
  before: Pick<AssembledServer, 'telemetry' | 'shared'> | undefined;
}

/**
 * Opens the policy, the log and the metrics of a server, and creates it. `create` receives the options that all APIs of the
 * server share. If that fails, whatever belongs to the server alone is closed.
 */
export async function assembleServer<Server extends ApiServer>(
  apis: readonly PreparedApi[],
  flags: AssemblyFlags,
  { name, terminal, before }: Surroundings,
  create: (options: RuntimeOptions, http: SharedState['http']) => Server,
): Promise<AssembledServer<Server>> {
  const closing: (() => unknown)[] = apis.flatMap(({ mock, store }) => [
    () => mock?.close(),
    () => store?.close(),
  ]);
  const closeOwn = async (): Promise<void> => {
    await Promise.all(closing.map((closeOne) => closeOne()));
  };
  try {
    const { options: governance, log } = await openPolicy(flags, terminal.environment);
    closing.push(() => log?.close());
    const requests = apis.map((api) => api.options.request);
    const telemetry = await openTelemetry(flags, requests, terminal, name, before?.telemetry);
    const { observer } = telemetry;
    const shared = before?.shared ?? (await openShared(flags, telemetry, terminal.environment));
    const options = mergeOptions(shared.options, governance, { observer });
    const server = create(options, shared.http);
    const close = async (): Promise<void> => {
      await server.close();
      await closeOwn();
    };
    return { server, options, telemetry, shared, audit: log?.write, close };
  } catch (error) {
    await closeOwn();
    throw error;
  }
}
