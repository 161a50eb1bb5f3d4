/** A server at a Unix socket. */
export interface UnixUrl {
  socketPath: string;
  /** The URL of requests, whose host is `localhost`. */
  url: URL;
  /** True if the text has a path of requests, and does not keep that of a server. */
  hasPath: boolean;
}

/** Reads `unix:/run/podman.sock:/v1.41`: a socket and the path of requests. Returns `undefined` for any other text. */
export function parseUnixUrl(text: string): UnixUrl | undefined {
  const [, socketPath, path] = /^unix:(?:\/\/(?=\/))?(\/(?!\/).*?)(?::(\/.*))?$/is.exec(text) ?? [];
  if (socketPath === undefined) return undefined;
  return { socketPath, url: new URL(path ?? '/', 'http://localhost'), hasPath: path !== undefined };
}

/** Returns the origin of a base URL. */
export function originOf(baseUrl: string): string {
  return (parseUnixUrl(baseUrl)?.url ?? new URL(baseUrl)).origin;
}
