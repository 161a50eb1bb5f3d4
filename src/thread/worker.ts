import { parentPort, workerData } from 'node:worker_threads';
import { keepCompiledCode } from './compile-cache.ts';

// The thread that `describeAside` starts: it describes one document and ends.
keepCompiledCode();
const { answerRequest } = await import('./handle-request.ts');
parentPort?.postMessage(await answerRequest(workerData));
