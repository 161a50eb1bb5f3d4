import { omitUndefined } from '../../json/omit-undefined.ts';
import { readList } from './flag-values.ts';
import type { DescribeOptions } from '../../describe/describe-options.ts';
import type { Flag, FlagGroup } from './flag.ts';
import type { ValidateResponsesFlag } from './result-flags.ts';

/** Flags that control which operations are exposed, and how they are described. */
export interface ToolFlags extends ValidateResponsesFlag {
  include?: string[];
  exclude?: string[];
  name?: string;
  resources: 'on' | 'off';
  refs: 'auto' | 'inline' | 'defs';
  outputSchema: 'on' | 'off';
  responseFilter?: boolean;
  strict?: boolean;
}

export interface ExposeFlag {
  expose: 'all' | 'search' | 'auto';
}

export const nameFlag: Flag = {
  name: 'name',
  value: 'name',
  help: 'Name of the server in resource URIs and environment variables; the slug of the title by default.',
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
      name: 'resources',
      value: 'mode',
      help: 'Offer GET operations as resources and resource templates.',
      choices: ['on', 'off'],
      default: 'on',
    },
    {
      name: 'refs',
      value: 'mode',
      help: 'Repeat schemas in input schemas wherever they are referenced, or write each of them once under $defs.',
      choices: ['auto', 'inline', 'defs'],
      default: 'auto',
    },
    {
      name: 'output-schema',
      value: 'mode',
      help: 'Give tools an output schema.',
      choices: ['on', 'off'],
      default: 'on',
    },
    {
      name: 'response-filter',
      help: 'Add an argument _filter, a JMESPath expression, to each tool that returns JSON.',
    },
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

/** Returns the options of describing an API. */
export function describeOptions(flags: ToolFlags): DescribeOptions {
  const { include, exclude, name, strict, refs, outputSchema, validateResponses, responseFilter } = flags;
  return omitUndefined({
    include,
    exclude,
    name,
    strict,
    refs,
    outputSchema: outputSchema === 'on',
    validateResponses,
    responseFilter,
  });
}
