import type { WorkerLink } from './worker-link.ts';

let current: WorkerLink | undefined;

/** Returns the link of this process to its primary, if it is a worker. */
export function currentWorker(): WorkerLink | undefined {
  return current;
}

/** Variable that the primary sets for its workers. A process of another cluster is none of them. */
export const workerVariable = 'OPENAPI_MCP_WORKER';

/** Connects a worker with its primary. Other processes stay as they are. */
export async function connectWorker(environment: Record<string, string | undefined>): Promise<void> {
  if (environment[workerVariable] === undefined || process.send === undefined) return;
  // Commands that the worker starts are no workers.
  delete environment[workerVariable];
  const { openWorkerLink } = await import('./worker-link.ts');
  current = openWorkerLink();
}
