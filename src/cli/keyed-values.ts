import { OpenApiMcpError } from '../errors.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { defaultKey } from '../serve/join-apis.ts';
import { apiFlags } from './flags/api-flags.ts';
import { readFlagValues } from './flags/read-flag-values.ts';
import { splitKey } from './named-sources.ts';
import { openServedDocument } from './open-document.ts';
import type { Flag } from './flags/flag.ts';
import type { ApiDocument } from './named-sources.ts';
import type { ServedFlags } from './open-document.ts';

/** The values of a command line by the names of their flags, separated by the APIs that they hold for. */
export interface KeyedValues {
  /** Values without the key of an API. */
  shared: Map<string, string[]>;
  /** Returns the values that begin with the key of a document. A flag that can be repeated adds them to those for all. */
  ownOf(index: number): Map<string, string[]>;
}

/** A value that begins like `key=`. */
interface Candidate {
  flag: Flag;
  key: string;
  text: string;
}

/**
 * Separates values that begin with the key of an API: `--base-url pets=http://localhost:8080`. The title of a document
 * without a key gives the key, as in the server.
 *
 * @param titles the keys that titles gave before, by document; new ones are added
 * @throws OpenApiMcpError OPTION_INVALID for the key of no API
 */
export async function separateValues(
  flags: Flag[],
  values: Map<string, string[]>,
  { documents, isSeveral }: { documents: ApiDocument[]; isSeveral: boolean },
  environment: Record<string, string | undefined>,
  titles = new Map<string, string>(),
): Promise<KeyedValues> {
  const takesKey = apiFlags(flags).filter(({ value }) => value !== undefined);
  const candidates = takesKey.flatMap((flag) =>
    (values.get(flag.name) ?? []).flatMap((text): Candidate[] => {
      const { key, rest } = splitKey(text);
      return key === undefined || !canFollowKey(flag, rest) ? [] : [{ flag, key, text: rest }];
    }),
  );
  const isNamed = isSeveral || documents.some(({ key }) => key !== undefined);
  if (!isNamed || candidates.length === 0) return { shared: values, ownOf: () => new Map() };
  const sharedWithout = (omitted: Candidate[]): Map<string, string[]> => withoutValues(values, omitted);
  const keys = await Promise.all(
    documents.map(async ({ key, source, file }) => {
      const known = key ?? titles.get(source);
      if (known !== undefined) return known;
      const loading = readFlagValues(flags, sharedWithout(candidates), environment, file);
      const found = await keyOfTitle(source, loading as ServedFlags, environment);
      if (found !== undefined) titles.set(source, found);
      return found;
    }),
  );
  const own = candidates.filter((candidate) => isOfApi(candidate, keys));
  const shared = sharedWithout(own);
  return {
    shared,
    ownOf: (index) => {
      const entries = takesKey.map(({ name, readAll, isOfServer }): [string, string[]] => {
        const found = own.filter(({ flag, key }) => flag.name === name && key === keys[index]);
        const added = readAll === undefined || isOfServer === true ? [] : (shared.get(name) ?? []);
        return [name, found.length === 0 ? [] : [...added, ...found.map(({ text }) => text)]];
      });
      return new Map(entries.filter(([, texts]) => texts.length > 0));
    },
  };
}

/** Returns false for a value of `name=value` or `pattern=scope` that has one equals sign, which is its own. */
function canFollowKey({ readAll }: Flag, text: string): boolean {
  const { form } = readAll ?? {};
  if (form?.kind === 'scopes') return text.includes('=');
  return form?.kind !== 'pairs' || form.separator !== '=' || isNameAndValue(text);
}

function isNameAndValue(text: string): boolean {
  return /^[\w.-]+=/.test(text);
}

/**
 * Returns true for a value that holds for one API.
 *
 * @throws OpenApiMcpError OPTION_INVALID for the key of no API
 */
function isOfApi({ flag, key, text }: Candidate, keys: (string | undefined)[]): boolean {
  if (keys.includes(key)) return true;
  const known = keys.filter((each) => each !== undefined);
  const nearest = nearestName(key, known);
  if (flag.mayBeginWithName === true && (nearest === undefined || !isNameAndValue(text))) return false;
  // The key may be that of a document that could not be loaded, which is reported.
  if (known.length < keys.length) return true;
  throw new OpenApiMcpError('OPTION_INVALID', `--${flag.name} is for the API ${key}, which is not given`, {
    hint: nearest === undefined ? `The APIs are: ${known.join(', ')}.` : `Did you mean ${nearest}?`,
  });
}

function withoutValues(values: Map<string, string[]>, omitted: Candidate[]): Map<string, string[]> {
  const entries = [...values].map(([name, texts]): [string, string[]] => {
    const ofFlag = omitted.filter(({ flag }) => flag.name === name);
    const without = new Set(ofFlag.map(({ key, text }) => `${key}=${text}`));
    return [name, texts.filter((text) => !without.has(text))];
  });
  return new Map(entries.filter(([, texts]) => texts.length > 0));
}

/** Returns the key that a server gives a document, or undefined if it cannot be loaded. */
async function keyOfTitle(
  source: string,
  flags: Omit<ServedFlags, 'cache'>,
  environment: Record<string, string | undefined>,
): Promise<string | undefined> {
  try {
    const opened = await openServedDocument(source, { cache: 'off', ...flags }, environment);
    await opened.save();
    return defaultKey(opened.descriptor);
  } catch {
    return undefined;
  }
}
