import { omitUndefined } from '../../json/omit-undefined.ts';
import { profileNames } from '../../describe/listed/profile-names.ts';
import { readCount, readList } from './flag-values.ts';
import { sessionFlag, sessionOptions } from './session-flag.ts';
import type { PromptDescriptor } from '../../descriptor.ts';
import type { ProfileName } from '../../describe/listed/profile-names.ts';
import type { ShapingOptions } from '../../shape/shaping-options.ts';
import type { DescribeOptions } from '../../describe/describe-options.ts';
import type { Flag, FlagGroup } from './flag.ts';
import type { ValidateResponsesFlag } from './result-flags.ts';

/** Flags that control which operations are exposed, and how they are described. */
export interface ToolFlags extends ValidateResponsesFlag {
  include?: string[];
  exclude?: string[];
  name?: string;
  names?: 'document' | 'short';
  resources: 'on' | 'off';
  profile: ProfileName;
  outputSchema: 'on' | 'off';
  outputSchemaBytes?: number;
  responseFilter?: boolean;
  allowExtraQuery?: boolean;
  session?: Record<string, string>;
  strict?: boolean;
}

export interface ExposeFlag {
  expose: 'all' | 'search' | 'auto';
}

export const nameFlag: Flag = {
  name: 'name',
  value: 'name',
  help: 'Name of the server in resource URIs and environment variables; the slug of the title by default.',
  isOfOneApi: true,
};

export const toolFlags: FlagGroup = {
  title: 'Tools and resources',
  flags: [
    {
      name: 'include',
      value: 'pattern',
      help: 'Expose only operations that match one of these patterns.',
      readAll: readList,
    },
    {
      name: 'exclude',
      value: 'pattern',
      help: 'Leave out operations that match one of these patterns.',
      readAll: readList,
    },
    nameFlag,
    {
      name: 'names',
      value: 'style',
      help: 'Name tools as the document does, or by the short part of ids that repeat path and method.',
      choices: ['document', 'short'],
      default: 'document',
    },
    {
      name: 'resources',
      value: 'mode',
      help: 'Offer GET operations as resources and resource templates.',
      choices: ['on', 'off'],
      default: 'on',
    },
    {
      name: 'profile',
      value: 'name',
      help: 'Dialect in which tools are listed.',
      choices: profileNames,
      default: 'default',
    },
    {
      name: 'output-schema',
      value: 'mode',
      help: 'Give tools an output schema.',
      choices: ['on', 'off'],
      default: 'on',
    },
    {
      name: 'output-schema-bytes',
      value: 'bytes',
      help: 'Size in bytes to which output schemas are pruned.',
      read: readCount(200),
      default: 4_000,
    },
    {
      name: 'response-filter',
      help: 'Add an argument resultFilter, a JMESPath expression, to each tool that returns JSON.',
    },
    {
      name: 'allow-extra-query',
      help: 'Add an argument extraQuery to each tool, for query parameters that the document does not name.',
    },
    sessionFlag,
    {
      name: 'strict',
      help: 'Refuse a document with flaws instead of repairing or relaxing them.',
    },
  ],
};

export const exposeFlag: Flag = {
  name: 'expose',
  value: 'mode',
  help: 'Offer each operation as a tool, or three tools that search, describe and call operations.',
  choices: ['all', 'search', 'auto'],
  default: 'all',
};

export const prefixFlag: Flag = {
  name: 'prefix',
  value: 'mode',
  help: 'Begin the names of tools with the key of their API, if there are several.',
  choices: ['on', 'off'],
  default: 'on',
};

/** Returns the options of describing an API. `shaping` is the `operations` of a config file. */
export function describeOptions(
  flags: ToolFlags & { header?: Record<string, string> },
  shaping?: ShapingOptions,
  prompts?: PromptDescriptor[],
): DescribeOptions {
  const { outputSchema, header, ...rest } = flags;
  const { include, exclude, name, strict, profile, outputSchemaBytes, validateResponses, responseFilter } =
    rest;
  return omitUndefined({
    include,
    exclude,
    name,
    names: rest.names,
    strict,
    profile,
    outputSchemaBytes,
    outputSchema: outputSchema === 'on',
    validateResponses,
    responseFilter,
    allowExtraQuery: rest.allowExtraQuery,
    session: sessionOptions(rest.session),
    shaping,
    prompts,
    fixedHeaders: header === undefined ? undefined : Object.keys(header),
  });
}
