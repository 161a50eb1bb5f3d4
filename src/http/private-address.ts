import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Of IPv4, what is not reached through the public Internet (IANA's special-purpose registry, RFC 6890). */
const special: [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Unspecified and loopback, unique local, link-local, site-local, multicast, and tunnels that hold any IPv4 address. */
const special6: [network: string, prefix: number][] = [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['2001::', 32],
  ['2002::', 16],
  ['64:ff9b:1::', 48],
];

let list: BlockList | undefined;

function createList(): BlockList {
  const made = new BlockList();
  for (const [network, prefix] of special) {
    made.addSubnet(network, prefix, 'ipv4');
    // IPv4-mapped (RFC 4291 §2.5.5.2), the older IPv4-compatible, and what NAT64 translates (RFC 6052 §2.1).
    for (const head of ['::ffff:', '::', '64:ff9b::']) made.addSubnet(head + network, 96 + prefix, 'ipv6');
  }
  for (const [network, prefix] of special6) made.addSubnet(network, prefix, 'ipv6');
  return made;
}

/** Whether an IP address, in brackets or not, is loopback, private, link-local or otherwise not public. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/s, '');
  list ??= createList();
  return isIPv4(bare) ? list.check(bare, 'ipv4') : isIPv6(bare) && list.check(bare, 'ipv6');
}
