/** A flag of the command line. */
export interface Flag {
  /** Name without the leading `--`. */
  name: string;
  /** Help text: the first sentence of the TSDoc of the option that the flag sets. */
  help: string;
  /** Placeholder of the value in the help. A flag without one is a switch. */
  value?: string;
  choices?: readonly string[];
  /** The value of a flag that is given without one. The next argument is its value only if it matches the pattern. */
  alone?: { value: string; takes: RegExp };
  default?: string | number;
  /** Environment variable that sets the flag if the command line does not. */
  variable?: string;
  isRequired?: boolean;
  /** True for a flag of a whole server, whose value its APIs do not inherit. */
  isOfServer?: true;
  /** True for a flag whose value cannot hold for several APIs. */
  isOfOneApi?: true;
  /** True for a flag whose value can begin with a name and an equals sign. */
  mayBeginWithName?: true;
  /** Name of a flag that cannot be combined with this one. */
  excludes?: string;
  /**
   * Converts the value. If the flag is repeated, the last value is used.
   *
   * @throws OpenApiMcpError OPTION_INVALID
   */
  read?: ValueReader<string>;
  /**
   * Converts all values of a flag that may be repeated.
   *
   * @throws OpenApiMcpError OPTION_INVALID
   */
  readAll?: ValueReader<string[]>;
}

/** Converts the text or the texts of a flag. */
export interface ValueReader<Given> {
  (given: Given, flag: string): unknown;
  /** The form of the value in a config file; a text by default. */
  form?: ValueForm;
}

/** The form of the value of a flag in a config file. */
export type ValueForm =
  /** A number, or the word in its place. */
  | { kind: 'integer'; minimum: number; maximum?: number; word?: string }
  | { kind: 'list' }
  /** A map of names to texts. A flag has the separator between name and text. */
  | { kind: 'pairs'; separator: string }
  /** A map of patterns to lists of scopes. */
  | { kind: 'scopes' };

/** A value of a flag from a config file. */
export interface FileValue {
  /** The texts that a command line would have. */
  texts: string[];
  /** The name of the value in errors. */
  source: string;
  /** The texts before `${…}` was replaced. */
  written: string[];
  /** The file, with line and column: `openapi-mcp.config.yaml:3:1`. */
  place: string;
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

/** Returns the values, by the names of their flags, that hold for each API of a server. */
export function withoutServerFlags<Value>(flags: Flag[], values: Map<string, Value>): Map<string, Value> {
  const ofServer = new Set(flags.filter(({ isOfServer }) => isOfServer === true).map(({ name }) => name));
  return new Map([...values].filter(([name]) => !ofServer.has(name)));
}

/** Returns the flag with the placeholder of its value, without the leading `--`: `base-url <url>`. */
export function labelOf({ name, value }: Pick<Flag, 'name' | 'value'>): string {
  return value === undefined ? name : `${name} <${value}>`;
}
