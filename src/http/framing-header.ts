const framingHeaders = new Set(
  'host content-length transfer-encoding connection keep-alive upgrade te trailer expect'.split(' '),
);

/**
 * Returns true for a header that says where a message goes, where it ends or whether the sender waits (RFC 9110 §7 and
 * §10.1.1, RFC 9112 §6). The HTTP client sets these headers itself.
 */
export function isFramingHeader(name: string): boolean {
  return framingHeaders.has(name.toLowerCase());
}
