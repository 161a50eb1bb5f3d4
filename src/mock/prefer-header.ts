/** Preferences of a client for the response. */
export interface Preferences {
  /** Status of the response. */
  code?: number;
  /** Name of an example. */
  example?: string;
}

/** Reads `Prefer: code=404, example=name` (RFC 7240 §2), and ignores other preferences. */
export function readPreferences(header: string | undefined): Preferences {
  const preferences: Preferences = {};
  for (const [, name, quoted, token] of (header ?? '').matchAll(
    /(?:^|[,;])\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*))/g,
  )) {
    const value = quoted?.replace(/\\(.)/g, '$1') ?? token ?? '';
    if (name?.toLowerCase() === 'code' && /^[2-5]\d\d$/.test(value)) preferences.code ??= Number(value);
    if (name?.toLowerCase() === 'example') preferences.example ??= value;
  }
  return preferences;
}
