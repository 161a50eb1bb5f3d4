import { OpenApiMcpError } from '../errors.ts';
import { isToken } from '../http/token.ts';

/**
 * Returns the headers that fetch a document: those of flags, and the lines that a command prints.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE
 */
export async function documentHeaders(
  { documentHeader, documentCommand }: { documentHeader?: Record<string, string>; documentCommand?: string },
  environment: Record<string, string | undefined>,
): Promise<Record<string, string> | undefined> {
  if (documentCommand === undefined) return documentHeader;
  const { runCommand } = await import('../credentials/command-credential.ts');
  const purpose = { name: 'the document', flag: '--document-command', prints: 'lines of headers' };
  const lines = (await runCommand(documentCommand, purpose, environment)).split(/\r?\n/);
  return { ...documentHeader, ...Object.fromEntries(lines.filter((line) => line !== '').map(readHeader)) };
}

/** Reads a line of a header. The line may be a secret, so no error contains it. */
function readHeader(line: string): [name: string, value: string] {
  const [, name = '', value = ''] = /^([^:]*):(.*)$/.exec(line) ?? [];
  if (isToken(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return [name, value.trim()];
  throw new OpenApiMcpError('CREDENTIALS_UNAVAILABLE', 'the command for the document printed no header', {
    hint: "Each line that the command of --document-command prints must be a header: 'Authorization: Bearer …'.",
  });
}
