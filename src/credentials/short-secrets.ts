import {
  credentialVariables,
  sessionVariables,
  undeclaredVariables,
  variablePrefixes,
} from '../runtime/security/credential-variables.ts';
import { isTooShort } from '../runtime/security/secret-forms.ts';
import type { Environment } from './environment.ts';
import type { NamedSchemes } from '../runtime/security/variable-prefixes.ts';

/** The endings of the variables whose values are sent as secrets. */
const secretEndings = ['', '_PASSWORD', '_CLIENT_SECRET', '_REFRESH_TOKEN'];

/** Returns the variables of an API whose secret is too short to be redacted. */
export function shortSecrets(api: NamedSchemes, environment: Environment): string[] {
  const prefixes = variablePrefixes(api);
  const names = credentialVariables(api).flatMap(({ scheme, ways, optional }) => {
    const secrets = new Set(secretEndings.map((ending) => `${prefixes.get(scheme) ?? ''}${ending}`));
    return [...ways.flat(), ...optional].filter((name) => secrets.has(name));
  });
  const undeclared = undeclaredVariables(api, environment).flatMap(({ ways: [way = []] }) => way.slice(-1));
  const ofSession = sessionVariables(api).filter((name) => !name.endsWith('_USERNAME'));
  return [...new Set([...names, ...undeclared, ...ofSession])].filter((name) =>
    isTooShort(environment[name] ?? ''),
  );
}
