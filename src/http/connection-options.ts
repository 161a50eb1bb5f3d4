/** A client certificate for TLS connections to the API (RFC 8446 §4.4.2). */
export interface ClientCertificate {
  /** The certificate in PEM, followed by its intermediate authorities. */
  certificate: string;
  /** The private key in PEM. */
  key: string;
  passphrase?: string | undefined;
}

/** Proxies by the scheme of the requested URL. */
export interface ProxyOptions {
  http?: string | undefined;
  https?: string | undefined;
  /** Hosts that are reached without a proxy, in the syntax of NO_PROXY. */
  none?: string | undefined;
}

/** The parts of a call that have a time-out of their own, in milliseconds. */
export interface ConnectionTimeouts {
  /** Milliseconds until a connection is established, with TLS. */
  connect?: number | undefined;
  /** Milliseconds from the end of a request to the headers of its response. */
  headers?: number | undefined;
  /** Milliseconds between two parts of the body of a response. */
  body?: number | undefined;
}

/** The sockets of a dispatcher. */
export interface SocketOptions extends ConnectionTimeouts {
  /** The Unix socket of every connection, in place of its host and of proxies. */
  socketPath?: string | undefined;
}

/** Options of connections to the API and to authorization servers. */
export interface ConnectionOptions {
  /** Certificate authorities in PEM that are trusted in addition to those of Node.js. */
  authorities?: string | undefined;
  /**
   * Do not verify TLS certificates, so that anyone on the network path can read and change everything, including
   * credentials.
   * @default false
   */
  insecure?: boolean | undefined;
  proxy?: ProxyOptions | undefined;
}
