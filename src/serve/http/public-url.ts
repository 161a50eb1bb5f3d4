import { OpenApiMcpError } from '../../errors.ts';
import { hasIssuer } from '../../access/access-options.ts';
import type { HttpOptions } from './http-options.ts';

/**
 * Checks the public URL of a server.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkPublicUrl({ publicUrl, host = '127.0.0.1', ...access }: HttpOptions): void {
  if (publicUrl === undefined) {
    if (!hasIssuer(access) || !/^(0\.0\.0\.0|\[?::\]?|)$/.test(host)) return;
    throw new OpenApiMcpError('OPTION_INVALID', 'The URL of this server for clients is unknown', {
      hint: 'Access tokens are for a URL: add --public-url https://mcp.example.com/mcp.',
    });
  }
  if (/^https?:\/\/[^?#\s]+$/.test(publicUrl) && URL.canParse(publicUrl)) return;
  throw new OpenApiMcpError(
    'OPTION_INVALID',
    `${JSON.stringify(publicUrl)} is not the URL of an MCP endpoint`,
    {
      hint: 'Write --public-url https://mcp.example.com/mcp, without query and fragment.',
    },
  );
}
