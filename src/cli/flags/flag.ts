/** A flag of the command line. */
export interface Flag {
  /** Name without the leading `--`. */
  name: string;
  /** Help text: the first sentence of the TSDoc of the option that the flag sets. */
  help: string;
  /** Placeholder of the value in the help. A flag without one is a switch. */
  value?: string;
  choices?: readonly string[];
  default?: string | number;
  /** Environment variable that sets the flag if the command line does not. */
  variable?: string;
  isRequired?: boolean;
  /** Name of a flag that cannot be combined with this one. */
  excludes?: string;
  /**
   * Converts the value. If the flag is repeated, the last value is used.
   *
   * @throws OpenApiMcpError OPTION_INVALID
   */
  read?(text: string, flag: string): unknown;
  /**
   * Converts all values of a flag that may be repeated.
   *
   * @throws OpenApiMcpError OPTION_INVALID
   */
  readAll?(texts: string[], flag: string): unknown;
}

/** Flags under one heading of the help. */
export interface FlagGroup {
  title: string;
  flags: Flag[];
}

/** Returns the property that a flag sets: `baseUrl` for `base-url`. */
export function propertyOf({ name }: Pick<Flag, 'name'>): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Returns the flag with the placeholder of its value, without the leading `--`: `base-url <url>`. */
export function labelOf({ name, value }: Pick<Flag, 'name' | 'value'>): string {
  return value === undefined ? name : `${name} <${value}>`;
}
