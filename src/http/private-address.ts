import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv4 networks that are not on the public Internet (special-purpose registry of IANA, RFC 6890). */
const privateNetworks: [network: string, prefix: number][] = [
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

/**
 * IPv6 networks that are not on the public Internet: unspecified and loopback, unique local, link-local, site-local,
 * multicast, and tunnels that can contain any IPv4 address.
 */
const privateNetworks6: [network: string, prefix: number][] = [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['2001::', 32],
  ['2002::', 16],
  ['64:ff9b:1::', 48],
];

let blockList: BlockList | undefined;

function createBlockList(): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of privateNetworks) {
    list.addSubnet(network, prefix, 'ipv4');
    // IPv4-mapped (RFC 4291 §2.5.5.2), the older IPv4-compatible, and NAT64 addresses (RFC 6052 §2.1).
    for (const head of ['::ffff:', '::', '64:ff9b::']) list.addSubnet(head + network, 96 + prefix, 'ipv6');
  }
  for (const [network, prefix] of privateNetworks6) list.addSubnet(network, prefix, 'ipv6');
  return list;
}

/**
 * Returns true if an IP address, with or without brackets, is loopback, private, link-local or otherwise not public.
 */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/s, '');
  blockList ??= createBlockList();
  return isIPv4(bare) ? blockList.check(bare, 'ipv4') : isIPv6(bare) && blockList.check(bare, 'ipv6');
}
