import { essence } from '../runtime/media-type.ts';
import { asObject, optional } from '../model/node.ts';
import { includesType } from '../model/schema.ts';
import type { Operation } from '../model/types.ts';
import type { JsonSchema, ParameterBinding, ResourceDescriptor, ResourceVariable } from '../runtime/types.ts';

/** Schemes that mean something else to a client (IANA URI Schemes, those that a title's slug could be). */
const registered = new Set(
  (
    'about acct adt aim apt attachment aw bb beshare bitcoin blob bolo browserext cabal calculator callto cap cid coap ' +
    'content crid cvs dab dat data dav dhttp diaspora dict did dis dns doi drm dtn dvb ed2k eid elsi ens ethereum example ' +
    'facetime fax feed file filesystem finger fish fm ftp fuchsia-pkg geo gg git github gitoid gizmoproject go gopher ' +
    'graph grd gtalk h323 ham hcp http https hxxp icap icon im imap info iotdisco ipfs ipn ipns ipp iris irc jabber jar ' +
    'javascript jms keyparc lastfm lbry ldap leaptofrogans lorawan lpa lvlt magnet mailserver mailto maps market matrix ' +
    'message mid mms modem mongodb moz msrp mtqp mumble mupdate mvn news nfs ni nih nntp notes num ocf oid onenote opaquelocktoken ' +
    'otpauth p1 pack palm paparazzi payment payto pkcs11 platform pop pres prospero proxy psyc pwid qb query quic-transport ' +
    'redis reload res resource rmi rsync rtmp rtsp sarif secret-token session sftp sgn shc shelter sieve sip sips skill skype ' +
    'slack smb sms smtp snews snmp soldat spiffe spotify ssb ssh steam stun submit svn swh swid swift tag teamspeak teapot ' +
    'tel telnet tftp things thismessage thread tip tn3270 tool ts3server turn tv udp ui unreal upn urn ut2004 vemmi ventrilo ve ' +
    'view-source vnc vscode w3 wais wasm wcr web3 webcal wifi wpid ws wss wtai wyciwyg xcon xfire xmlrpc xmpp xri ymsgr'
  ).split(' '),
);

/** The scheme of an API's resource URIs. */
export function resourceScheme(name: string): string {
  if (registered.has(name)) return `${name}-api`;
  return /^[a-z]/.test(name) ? name : `api-${name}`;
}

/**
 * How a GET is addressed: `<scheme>://api/<path>{?arguments}` (RFC 6570). Variables hold arguments, not the wire, so
 * that header and cookie parameters have a place too.
 */
export function describeResource(
  operation: Operation,
  input: { parameters: ParameterBinding[]; inputSchema: JsonSchema; body?: unknown },
  scheme: string,
): ResourceDescriptor | undefined {
  if (operation.method !== 'GET') return undefined;
  const variables = nameVariables(input);
  const inPath = new Map(
    input.parameters.flatMap(({ argument, name, in: location }) =>
      location === 'path' ? [[name, argument] as const] : [],
    ),
  );
  const path = operation.path.replace(/\{([^{}]*)\}|[^{}]+/g, (text, name?: string) => {
    if (name === undefined) return encodeLiteral(text);
    const variable = variables.find(({ argument }) => argument === inPath.get(name));
    return `{${variable?.name ?? name}}`;
  });
  const query = variables
    .filter((variable) => variable.in === 'query')
    .map(({ name, shape }) => (shape === 'list' ? `${name}*` : name));
  return {
    kind: variables.length === 0 ? 'resource' : 'template',
    uri: `${scheme}://api${path}${query.length > 0 ? `{?${query.join(',')}}` : ''}`,
    ...optional('mimeType', mimeType(operation)),
    variables,
  };
}

/** RFC 6570 §2.3 has no hyphen in variable names. */
function nameVariables({
  parameters,
  inputSchema,
  body,
}: {
  parameters: ParameterBinding[];
  inputSchema: JsonSchema;
  body?: unknown;
}): ResourceVariable[] {
  const properties = asObject(inputSchema['properties']) ?? {};
  const taken = new Set<string>();
  const bindings = [
    ...parameters.map(({ argument, in: location }) => ({ argument, inPath: location === 'path' })),
    ...(body === undefined ? [] : [{ argument: 'body', inPath: false }]),
  ];
  return bindings.map(({ argument, inPath }): ResourceVariable => {
    const base = argument.replace(/[^A-Za-z0-9_.]/g, '_');
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
    taken.add(name);
    return { name, argument, in: inPath ? 'path' : 'query', shape: shapeOf(asObject(properties[argument])) };
  });
}

function shapeOf(schema: JsonSchema | undefined): ResourceVariable['shape'] {
  if (schema === undefined) return 'value';
  if (includesType(schema, 'array')) return 'list';
  return includesType(schema, 'object') || schema['properties'] !== undefined ? 'json' : 'value';
}

/** What may stand in the path of a URI stays, the rest is percent-encoded (RFC 3986 §3.3). */
function encodeLiteral(text: string): string {
  return encodeURI(text)
    .replace(/[?#[\]]/g, encodeURIComponent)
    .replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
}

/** The media type of the successful answer, where there is only one. */
function mimeType(operation: Operation): string | undefined {
  const types = operation.responses
    .filter(({ status }) => status.startsWith('2'))
    .flatMap(({ content }) => content.map(({ mediaType }) => essence(mediaType)));
  const [type, ...others] = [...new Set(types)];
  return others.length > 0 || type === undefined || type.includes('*') ? undefined : type;
}
