import { isOpenApiMcpError, messageOf, OpenApiMcpError } from '../errors.ts';
import type { Report } from '../errors.ts';
import { isLongInteger } from '../json/exact-json.ts';
import type { Json } from '../json/value.ts';
import { YamlScalar } from './yaml-scalar.ts';
import type { ScalarTexts } from './yaml-scalar.ts';
import { toPlainJson } from './to-plain-json.ts';

/** The values of a YAML text. */
export interface YamlValues {
  /** Undefined or null for a text without a value. */
  value: Json | undefined;
  /** Some keys were renamed, because they are repeated in their objects. */
  hasRenamedKeys: boolean;
}

/**
 * Parses YAML 1.2 (core schema, with merge keys).
 *
 * `texts` receives the texts of the scalars that have another text than their value.
 *
 * @throws OpenApiMcpError SYNTAX_INVALID, NOT_OPENAPI
 */
export async function parseYaml(
  text: string,
  source: string,
  report: Report,
  texts: ScalarTexts,
): Promise<YamlValues> {
  const { CORE_SCHEMA, load, Type, types, YAMLException } = await import('js-yaml');
  const mergeKey = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (key) => key === '<<' });
  const scalars = (['bool', 'int', 'float'] as const).map(
    (name) =>
      new Type(`tag:yaml.org,2002:${name}`, {
        kind: 'scalar',
        resolve: types[name].resolve,
        construct: (data: string) => keepText(types[name].construct(data), data),
      }),
  );
  const schema = CORE_SCHEMA.extend({ implicit: [...scalars, mergeKey] });

  function read(yaml: string, hasRenamedKeys: boolean): YamlValues {
    // With `json` the last of several equal keys wins, as in JSON.
    const loaded: unknown = load(yaml, { schema, json: hasRenamedKeys });
    if (loaded === undefined || loaded === null) return { value: undefined, hasRenamedKeys };
    // Aliases share values, but later stages change the document in place.
    return { value: toPlainJson(loaded, source, texts), hasRenamedKeys };
  }

  function syntaxError(cause: unknown): OpenApiMcpError {
    if (isOpenApiMcpError(cause)) return cause;
    const mark = cause instanceof YAMLException ? cause.mark : undefined;
    const reason = cause instanceof YAMLException ? cause.reason : messageOf(cause);
    if (mark === undefined) {
      const details = { cause, location: { source } };
      return new OpenApiMcpError('SYNTAX_INVALID', `${source} is not valid YAML: ${reason}.`, details);
    }
    const [line, column] = [mark.line + 1, mark.column + 1];
    const message = `${source} is not valid YAML: line ${line}, column ${column}: ${reason}.`;
    return new OpenApiMcpError('SYNTAX_INVALID', message, { cause, location: { source, line, column } });
  }

  try {
    return read(text, false);
  } catch (cause) {
    if (!(cause instanceof YAMLException) || cause.reason !== 'duplicated mapping key')
      throw syntaxError(cause);
    try {
      const { renameYamlKeys } = await import('./rename-repeated-keys.ts');
      const renamed = await renameYamlKeys(text);
      if (renamed === undefined) {
        const message = `The key at line ${cause.mark.line + 1} is repeated. Its last value is used, and the other was left out.`;
        report({ kind: 'repaired', pointer: '', message });
      }
      return read(renamed ?? text, true);
    } catch (error) {
      throw syntaxError(error);
    }
  }
}

function keepText(value: unknown, text: string): unknown {
  if (typeof value !== 'number' && typeof value !== 'boolean') return value;
  return String(value) === text && !isLongInteger(text) ? value : new YamlScalar(value, text);
}
