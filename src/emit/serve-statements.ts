/** The end of the entry of a project: serves over HTTP or standard input and output, until a signal or the end of the input. */
export const serveStatements = `
const stopped = new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
if (values.http) {
  const { url, close } = await server.serveHttp({
    port: Number(values.port),
    onError: ({ message }) => console.error(message),
  });
  console.error(\`Listening on \${url}\`);
  await stopped;
  await close();
} else {
  const { close, closed } = await server.serveStdio();
  void stopped.then(() => close());
  await closed;
}
await server.close();
`;
