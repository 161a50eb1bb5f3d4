import type { JsonObject } from '../json/value.ts';

/** A bundle of a server for one click in Claude Desktop. */
export interface BundleDetails {
  name: string;
  title: string;
  version: string;
  description: string;
  tools: { name: string; description: string }[];
  /** Flags of `serve`. */
  flags: string[];
  /** The variables of credentials, with the security scheme of each. */
  credentials: { scheme: string; variable: string }[];
  /** The base URL that `--base-url` would set. */
  baseUrl?: string | undefined;
  /** True for an API whose document has no URL that calls can go to. */
  needsBaseUrl: boolean;
}

/** The path of the command line in a bundle. */
export const bundledProgram = 'server/dist/cli.js';

/** The path of the document in a bundle. */
export const bundledDocument = 'document.json';

/** Variable of the base URL, which stands for `--base-url`. */
export const baseUrlVariable = 'OPENAPI_MCP_BASE_URL';

/** Returns the manifest of a bundle (MCPB manifest 0.3). The base URL and the credentials are configured by its user. */
export function bundleManifest(details: BundleDetails): JsonObject {
  const {
    name,
    title,
    version,
    description,
    tools,
    flags,
    credentials,
    baseUrl = '',
    needsBaseUrl,
  } = details;
  const isRequired = needsBaseUrl && baseUrl === '';
  const secrets = credentials.map(({ scheme, variable }) => {
    // An empty variable counts as unset, so that a credential may be left out.
    const option = {
      type: 'string',
      title: scheme,
      description: `Credential of the security scheme ${scheme} (${variable}).`,
      sensitive: true,
      required: false,
      default: '',
    };
    return { key: variable.toLowerCase(), variable, option };
  });
  return {
    manifest_version: '0.3',
    name,
    display_name: title,
    version,
    description,
    author: { name: title },
    server: {
      type: 'node',
      entry_point: bundledProgram,
      mcp_config: {
        command: 'node',
        args: [`\${__dirname}/${bundledProgram}`, 'serve', `\${__dirname}/${bundledDocument}`, ...flags],
        env: {
          [baseUrlVariable]: '${user_config.base_url}',
          ...Object.fromEntries(secrets.map(({ key, variable }) => [variable, `\${user_config.${key}}`])),
        },
      },
    },
    tools,
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: '>=20.19' } },
    user_config: {
      base_url: {
        type: 'string',
        title: 'Base URL',
        description: isRequired ? 'URL of the API.' : 'URL of the API; by default that of its document.',
        required: isRequired,
        ...(isRequired ? {} : { default: baseUrl }),
      },
      ...Object.fromEntries(secrets.map(({ key, option }) => [key, option])),
    },
  };
}

/** An entry of the MCP registry. */
export interface RegistryDetails extends Pick<BundleDetails, 'title' | 'version' | 'description'> {
  /** The name in the registry, such as `io.github.ada/pets`. */
  registryName: string;
  /** The bundle, by the URL that it is published at. */
  bundle?: { url: string; sha256: string } | undefined;
  /** The URL of a server over HTTP. */
  remoteUrl?: string | undefined;
}

/** Returns the `server.json` of a server for the MCP registry: a bundle with its hash, a server over HTTP, or both. */
export function registryEntry(details: RegistryDetails): JsonObject {
  const { registryName, title, version, description, bundle, remoteUrl } = details;
  return {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: registryName,
    title: truncate(title),
    description: truncate(description),
    version,
    ...(bundle === undefined
      ? {}
      : {
          packages: [
            {
              registryType: 'mcpb',
              identifier: bundle.url,
              version,
              fileSha256: bundle.sha256,
              transport: { type: 'stdio' },
            },
          ],
        }),
    ...(remoteUrl === undefined ? {} : { remotes: [{ type: 'streamable-http', url: remoteUrl }] }),
  };
}

/** The registry takes titles and descriptions of at most 100 characters. */
function truncate(text: string): string {
  return text.length <= 100 ? text : `${text.slice(0, 99)}…`;
}
