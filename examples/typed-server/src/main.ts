import { createServer } from './create-server.ts';

const server = await createServer();
const { closed } = await server.serveStdio();
await closed;
