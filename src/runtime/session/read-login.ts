import { OpenApiMcpError } from '../../errors.ts';
import { asJsonObject } from '../../json/narrow.ts';
import { setOwn } from '../../json/set-own.ts';
import type { Json, JsonObject } from '../../json/value.ts';
import type { SessionLogin } from '../../descriptor.ts';

/** The arguments of a login, and the texts in them that must be redacted: all but the user name. */
export interface ReadLogin {
  args: JsonObject;
  secrets: string[];
}

/**
 * Returns the arguments of a login with their variables replaced.
 *
 * @throws OpenApiMcpError CREDENTIALS_UNAVAILABLE for a variable that is not set
 */
export function readLogin(
  { operation, arguments: given, credentials, username }: SessionLogin,
  start: string,
  environment: Record<string, string | undefined>,
): ReadLogin {
  const secrets: string[] = [];
  const filled: JsonObject = { ...given };
  for (const { path, ending } of credentials) setAt(filled, path, `\${${start}${ending}}`);
  const read = (value: Json, path: string[]): Json => {
    if (Array.isArray(value)) return value.map((item, index) => read(item, [...path, String(index)]));
    if (typeof value === 'object' && value !== null) return readMembers(value, path);
    if (typeof value !== 'string') return value;
    const text = value.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, otherwise?: string) => {
      const found = environment[name] || otherwise;
      if (found !== undefined) return found;
      throw new OpenApiMcpError(
        'CREDENTIALS_UNAVAILABLE',
        `${operation.name} cannot log in: ${name} is not set`,
        {
          hint: `The operator of this server must set ${name} in its environment.`,
        },
      );
    });
    const isSecret = text !== value || /pass|pwd|secret|token|key|code/i.test(path.at(-1) ?? '');
    if (isSecret && path.join('\0') !== username?.join('\0')) secrets.push(text);
    return text;
  };
  const readMembers = (object: JsonObject, path: string[]): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([key, member]) => [key, read(member, [...path, key])]));
  return { args: readMembers(filled, []), secrets };
}

/** Sets an argument, or a property of the body. */
function setAt(args: JsonObject, [first = '', second]: string[], value: Json): void {
  const inner = asJsonObject(args[first]) ?? {};
  setOwn(args, first, second === undefined ? value : { ...inner, [second]: value });
}
