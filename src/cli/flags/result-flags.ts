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
  help: 'Validate responses against the document: report mismatches, return them as errors, or skip the check.',
  choices: ['warn', 'strict', 'off'],
  default: 'warn',
};

export const htmlFlag: Flag = {
  name: 'html',
  value: 'mode',
  help: 'Return HTML responses as the text that a person reads, or as their source.',
  choices: ['text', 'source'],
  default: 'source',
};

export const resultFlags: FlagGroup = {
  title: 'Results',
  flags: [
    {
      name: 'max-response-bytes',
      value: 'number',
      help: 'Largest response of the API in bytes; the rest is not read.',
      default: 10_485_760,
      read: readCount(1),
    },
    {
      name: 'max-result-chars',
      value: 'number',
      help: 'Most characters of a response in a result; a longer response is truncated.',
      default: 40_000,
      read: readCount(1),
    },
    validateResponsesFlag,
    htmlFlag,
    {
      name: 'result-headers',
      value: 'name',
      help: 'Add this header of the API’s responses to the _meta of results.',
      readAll: readList,
    },
    {
      name: 'mask-errors',
      help: 'Hide the content of the API’s error responses, for servers with untrusted callers.',
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
