import { OpenApiMcpError } from '../../errors.ts';
import { isToken } from '../../http/token.ts';
import { getOwn } from '../../json/get-own.ts';

const framing = 'it frames the message, which no option may change (RFC 9112 §6)';
const connection = 'the server manages connections itself (RFC 9110 §7.6.1)';

/** The headers that no option may set, with the reason. */
const reservedHeaders: Record<string, string | undefined> = {
  'content-type': 'it follows the body, whose media type the document declares and bodyContentType chooses',
  'content-length': framing,
  'transfer-encoding': framing,
  trailer: framing,
  te: framing,
  host: 'it follows the URL, which --base-url sets',
  connection,
  'keep-alive': connection,
  'proxy-connection': connection,
  upgrade: connection,
  expect: 'no request waits before it sends its body',
};

/**
 * Checks the name of a header that an option sets. `form` is the form of the value of the flag.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function checkHeaderName(name: string, flag: string, form: string): void {
  const reason = getOwn(reservedHeaders, name.toLowerCase());
  if (reason !== undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `the header ${name} cannot be set: ${reason}`, {
      hint: `Leave ${flag} ${name} out.`,
    });
  if (!isToken(name))
    throw new OpenApiMcpError('OPTION_INVALID', `${JSON.stringify(name)} is not a header name`, {
      hint: `Write ${flag} ${form}, the name of letters, digits and dashes.`,
    });
}
