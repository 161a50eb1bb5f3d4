/** For TLS connections to the API (RFC 8446 §4.4.2). */
export interface ClientCertificate {
  /** In PEM, the authorities between it and the root behind it. */
  certificate: string;
  /** In PEM. */
  key: string;
  passphrase?: string;
}

/** Proxies by the scheme of the URLs that they are for. */
export interface ProxyOptions {
  http?: string;
  https?: string;
  /** Hosts that are reached without one, as in NO_PROXY. */
  none?: string;
}

/** How connections are made, to the API and to whatever gives tokens. */
export interface ConnectionOptions {
  /** Certificate authorities in PEM that are trusted besides those that Node.js knows. */
  authorities?: string;
  /**
   * Do not check TLS certificates: anyone on the way can read and change everything, credentials too.
   * @default false
   */
  insecure?: boolean;
  proxy?: ProxyOptions;
}
