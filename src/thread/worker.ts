import { parentPort, workerData } from 'node:worker_threads';
import { enableCompileCache } from './compile-cache.ts';

// The main module of the thread that `describeInThread` starts. It describes one document and ends.
enableCompileCache();
const { handleDescribeRequest } = await import('./handle-describe-request.ts');
await handleDescribeRequest(workerData, (response) => parentPort?.postMessage(response));
