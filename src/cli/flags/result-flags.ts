import { omitUndefined } from '../../json/omit-undefined.ts';
import { readCount, readList } from './flag-values.ts';
import type { ResultOptions } from '../../runtime/result/result-options.ts';
import type { Flag, FlagGroup } from './flag.ts';

export interface ValidateResponsesFlag {
  validateResponses?: 'warn' | 'strict' | 'off';
}

/** Flags that control what a client receives of a response. */
export interface ResultFlags extends ValidateResponsesFlag {
  maxResponseBytes: number;
  maxResultChars: number;
  html: 'text' | 'source';
  resultHeaders?: string[];
  maskErrors?: boolean;
}

export const validateResponsesFlag: Flag = {
  name: 'validate-responses',
  value: 'mode',
  help: 'Check answers against the document: note what does not fit, make it an error, or do not look.',
  choices: ['warn', 'strict', 'off'],
  default: 'warn',
};

export const htmlFlag: Flag = {
  name: 'html',
  value: 'mode',
  help: 'Whether HTML answers are given as the text a person reads, or as their source.',
  choices: ['text', 'source'],
  default: 'source',
};

export const resultFlags: FlagGroup = {
  title: 'Results',
  flags: [
    {
      name: 'max-response-bytes',
      value: 'number',
      help: 'Largest answer in bytes that is read from the API.',
      default: 10_485_760,
      read: readCount(1),
    },
    {
      name: 'max-result-chars',
      value: 'number',
      help: 'Most characters of an answer that a client is given; the rest is cut.',
      default: 40_000,
      read: readCount(1),
    },
    validateResponsesFlag,
    htmlFlag,
    {
      name: 'result-headers',
      value: 'name',
      help: 'Also pass on these headers of the API’s answers, in a result’s _meta.',
      readAll: readList,
    },
    {
      name: 'mask-errors',
      help: 'Hide what the API says in errors, for servers shared with strangers.',
    },
  ],
};

/** Returns the options of results. */
export function resultOptions(flags: ResultFlags): ResultOptions {
  const { maxResponseBytes, maxResultChars, validateResponses, html, resultHeaders, maskErrors } = flags;
  return omitUndefined({
    maxResponseBytes,
    maxResultChars,
    validateResponses,
    html,
    resultHeaders,
    maskErrors,
  });
}
