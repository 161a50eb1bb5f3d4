import { OpenApiMcpError } from '../../errors.ts';
import { isJsonObject } from '../../json/narrow.ts';
import { omitUndefined } from '../../json/omit-undefined.ts';
import { setOwn } from '../../json/set-own.ts';
import { readPairs } from './flag-values.ts';
import type { SessionOptions } from '../../describe/session-options.ts';
import type { JsonObject } from '../../json/value.ts';
import type { Flag } from './flag.ts';

const readSettings = readPairs('=', 'login=OPERATION');

/** Reads settings, and checks them. */
const readSession = Object.assign(
  (texts: string[], flag: string): Record<string, string> => {
    const settings = readSettings(texts, flag);
    sessionOptions(settings);
    return settings;
  },
  { form: readSettings.form },
);

export const sessionFlag: Flag = {
  name: 'session',
  value: 'setting',
  help: 'Send calls in a session: keep the cookies of each caller, log in by an operation, and send a CSRF token.',
  mayBeginWithName: true,
  alone: { value: 'keep=cookies', takes: /^[\w.-]+=/ },
  readAll: readSession,
};

/**
 * Returns the options of the settings of `--session`. Every setting without a meaning of its own is an argument of the
 * login: `body.provider=db`.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function sessionOptions(settings: Record<string, string> | undefined): SessionOptions | undefined {
  if (settings === undefined) return undefined;
  const { keep, login, token, csrf, 'csrf-header': csrfHeader, ...rest } = settings;
  if (keep !== undefined && keep !== 'cookies')
    throw new OpenApiMcpError('OPTION_INVALID', `keep of the session must be cookies, not ${keep}`);
  const [first] = Object.keys(rest);
  if (login === undefined && first !== undefined)
    throw new OpenApiMcpError('OPTION_INVALID', `${first} is no setting of a session without a login`, {
      hint: 'The settings are login, token, csrf and csrf-header. Others are arguments of the login.',
    });
  const given = first === undefined ? undefined : argumentsOf(rest);
  return omitUndefined({ login, token, csrf, csrfHeader, arguments: given });
}

/** Returns arguments, where a dot leads to a property of an object. */
function argumentsOf(settings: Record<string, string>): JsonObject {
  const given: JsonObject = {};
  for (const [name, value] of Object.entries(settings)) {
    const [, first = name, second] = /^(body)\.(.+)$/s.exec(name) ?? [];
    const inner = given[first];
    if (second === undefined) setOwn(given, first, value);
    else {
      const object = isJsonObject(inner) ? inner : {};
      setOwn(object, second, value);
      setOwn(given, first, object);
    }
  }
  return given;
}
