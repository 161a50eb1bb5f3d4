import { essence } from '../http/media-type.ts';
import { freeVariableName, queryExpression, toVariableName } from '../http/uri-template.ts';
import { omitUndefined } from '../json/omit-undefined.ts';
import { asJsonObject } from '../json/narrow.ts';
import { includesType } from '../schema/includes-type.ts';
import { inPlaceSchemas } from '../schema/in-place-schemas.ts';
import type { Operation } from '../model/api-model.ts';
import type { ParameterBinding, ResourceDescriptor, ResourceVariable } from '../descriptor.ts';
import type { Json, JsonSchema } from '../json/value.ts';

/** Schemes that have another meaning to clients: IANA's URI Schemes that a slug could be, and those of known applications. */
const registered = new Set(
  (
    'about acct acd acr adt aim android apt ari ark at attachment aw barion bb beshare bitcoin blob bluetooth ' +
    'bolo browserext cabal calculator callto cap cast casts chrome cid coap coaps content crid cstr cvs dab dat ' +
    'data dav dhttp diaspora dict did dis dns doi dpp drm drop dtmi dtn dvb dvx dweb ed2k eid elsi embedded ens ' +
    'esim ethereum example facetime fax feed feedready fido file filesystem finger fish fm ftp fuchsia-pkg geo gg ' +
    'git github gitoid gizmoproject go gopher graph grd gtalk h323 ham hcap hcp http https hxxp hxxps hydrazone ' +
    'hyper iax icap icon im imap info iotdisco ipfs ipn ipns ipp ipps irc irc6 ircs iris isostore itms jabber jar ' +
    'javascript jms keyparc lastfm lbry ldap ldaps leaptofrogans lid lorawan lpa lvlt ' +
    'machineprovisioningprogressreporter magnet mailserver mailto maps market matrix message microsoft mid mms ' +
    'modem mongodb moz msnim msrp msrps mss mt mtqp mumble mupdate mvn mvrp mvrps news nfs ni nih nntp notes num ' +
    'ocf oid onenote onenote-cmd opaquelocktoken openid openpgp4fpr otpauth p1 pack palm paparazzi payment payto ' +
    'pkcs11 platform pop pres prospero proxy psyc pttp pwid qb query quic-transport redis rediss reload res ' +
    'resource rmi rsync rtmfp rtmp rtsp rtsps rtspu sarif secondlife secret-token service session sftp sgn shc ' +
    'shelter shttp sieve simpleledger simplex sip sips skill skype slack smb smp sms smtp snews snmp soldat ' +
    'spiffe spotify ssb ssh starknet steam stun stuns submit svn swh swid swidpath swift tag taler teamspeak ' +
    'teapot tel teliaeid telnet tftp things thismessage thread tip tn3270 tool ts3server turn turns tv udp ui ' +
    'unreal upn upt urn ut2004 uuid-in-package v-event ve vemmi ventrilo videotex view-source vnc vscode ' +
    'vscode-insiders vsls w3 wais wasm wasm-js wcr web3 webcal wifi wpid ws wss wtai wyciwyg xcon xcon-userid xfire xftp ' +
    'xmlrpc xmpp xrcp xri ymsgr'
  ).split(' '),
);

/** The arguments of an operation. */
interface ResourceInput {
  parameters: ParameterBinding[];
  inputSchema: JsonSchema;
  body?: unknown;
}

/** Returns the scheme of an API's resource URIs. */
export function resourceScheme(name: string): string {
  if (registered.has(name) || name.startsWith('ms-')) return `${name}-api`;
  return /^[a-z]/.test(name) ? name : `api-${name}`;
}

/**
 * Describes the resource or template of a GET: `<scheme>://api/<path>{?arguments}` (RFC 6570). Variables hold arguments,
 * not parts of the request, so that header and cookie parameters have variables too.
 */
export function describeResource(
  operation: Operation,
  input: ResourceInput,
  scheme: string,
): ResourceDescriptor | undefined {
  if (operation.method !== 'GET') return undefined;
  const variables = nameVariables(operation, input);
  const inPath = new Map(
    input.parameters.flatMap(({ argument, name, in: location }) =>
      location === 'path' ? [[name, argument] as const] : [],
    ),
  );
  const path = operation.path.replace(/\{([^{}]+)\}|[^{}]+|[{}]/g, (text, name?: string) => {
    if (name === undefined) return encodeLiteral(text);
    const variable = variables.find(({ argument }) => argument === inPath.get(name));
    return `{${variable?.name ?? name}}`;
  });
  return omitUndefined({
    kind: variables.length === 0 ? ('resource' as const) : ('template' as const),
    uri: `${scheme}://api${path}${queryExpression(variables)}`,
    mimeType: mimeType(operation),
    variables,
  });
}

/**
 * Names the variables. RFC 6570 §2.3 allows no hyphen in a name, and dots only between other characters. A name that is
 * valid as it is stays with its argument.
 */
function nameVariables(
  operation: Operation,
  { parameters, inputSchema, body }: ResourceInput,
): ResourceVariable[] {
  const properties = asJsonObject(inputSchema['properties']) ?? {};
  const bindings = [
    ...parameters.map(({ argument, name, in: location }) => ({
      argument,
      inPath: location === 'path',
      examples: operation.parameters.find((own) => own.name === name && own.in === location)?.examples,
    })),
    ...(body === undefined ? [] : [{ argument: 'body', inPath: false, examples: undefined }]),
  ];
  const bases = bindings.map(({ argument }) => toVariableName(argument));
  const taken = new Set(
    bindings.flatMap(({ argument }, index) => (bases[index] === argument ? [argument] : [])),
  );
  return bindings.map(({ argument, inPath, examples }, index): ResourceVariable => {
    const base = bases[index] ?? argument;
    const name = base === argument ? base : freeVariableName(base, taken);
    taken.add(name);
    const shape = shapeOf(properties[argument], inputSchema['$defs']);
    return omitUndefined({
      name,
      argument,
      in: inPath ? ('path' as const) : ('query' as const),
      shape,
      examples,
    });
  });
}

/** Returns `list` if the schema allows an array, and `json` if it allows an object. */
function shapeOf(schema: Json | undefined, definitions: Json | undefined): ResourceVariable['shape'] {
  const found = inPlaceSchemas([asJsonObject(schema) ?? {}], asJsonObject(definitions) ?? {});
  if (found.some((each) => includesType(each, 'array'))) return 'list';
  return found.some(describesObject) ? 'json' : 'value';
}

function describesObject(schema: JsonSchema): boolean {
  return includesType(schema, 'object') || schema['properties'] !== undefined;
}

/** Percent-encodes the characters that a template cannot hold literally (RFC 6570 §2.1, RFC 3986 §3.3). */
function encodeLiteral(text: string): string {
  return encodeURI(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
    .replace(/['?#{}]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
}

/** Returns the media type of the successful responses if they have only one. */
function mimeType(operation: Operation): string | undefined {
  const types = operation.responses
    .filter(({ status }) => status.startsWith('2'))
    .flatMap(({ content }) => content.map(({ mediaType }) => essence(mediaType)));
  const [type, ...others] = [...new Set(types)];
  return others.length > 0 || type === undefined || !/^[^*/]+\/[^*/]+$/.test(type) ? undefined : type;
}
