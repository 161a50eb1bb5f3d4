import { omitUndefined } from '../../json/omit-undefined.ts';
import { readCount, readFolder, readPairs, readUrl } from './flag-values.ts';
import type { ArgumentValidation, RequestOptions } from '../../runtime/request/request-options.ts';
import type { Flag, FlagGroup } from './flag.ts';

/** Flags that control the server of the API that requests go to. */
export interface ServerFlags {
  baseUrl?: string;
  server?: string;
  serverVar?: Record<string, string>;
}

/** Flags that control the requests to the API. */
export interface RequestFlags extends ServerFlags {
  header?: Record<string, string>;
  validateArguments: ArgumentValidation;
  unrequiredCredentials: 'on' | 'off';
  /** Path of a folder. */
  allowFiles?: string;
  connectTimeout: number;
  headersTimeout?: number;
  bodyTimeout?: number;
  callTimeout: number;
}

export const baseUrlFlag: Flag = {
  name: 'base-url',
  value: 'url',
  help: 'Send requests to this URL instead of the document’s servers; http://host keeps their path.',
  variable: 'OPENAPI_MCP_BASE_URL',
  isOfOneApi: true,
  read: readUrl,
};

const serverVariableFlag: Flag = {
  name: 'server-var',
  value: 'name=value',
  help: 'Values for variables of server URLs.',
  isOfOneApi: true,
  mayBeginWithName: true,
  readAll: readPairs('=', 'name=value'),
};

const serverFlag: Flag = {
  name: 'server',
  value: 'which',
  help: 'Send requests to this server of the document: its number from 1, its name, its description or its URL.',
  isOfOneApi: true,
};

const headerFlag: Flag = {
  name: 'header',
  value: 'name:value',
  help: 'Send this header with every request.',
  readAll: readPairs(':', 'Name: value'),
};

const validateArgumentsFlag: Flag = {
  name: 'validate-arguments',
  value: 'mode',
  help: 'Validate arguments against the document: refuse mismatches, send and report them, or skip the check.',
  choices: ['strict', 'warn', 'off'],
  default: 'strict',
};

/** Flags whose values become defaults of a generated server. */
export const defaultRequestFlags: FlagGroup = {
  title: 'Requests',
  flags: [baseUrlFlag, serverFlag, headerFlag, validateArgumentsFlag],
};

/** Flags that decide the URL of calls. */
export const destinationFlags: FlagGroup = {
  title: 'Requests',
  flags: [baseUrlFlag, serverFlag, serverVariableFlag],
};

export const requestFlags: FlagGroup = {
  title: 'Requests',
  flags: [
    ...destinationFlags.flags,
    headerFlag,
    validateArgumentsFlag,
    {
      name: 'unrequired-credentials',
      value: 'mode',
      help: 'Send a credential that is set where the document declares security schemes, and requires them nowhere.',
      choices: ['on', 'off'],
      default: 'on',
    },
    {
      name: 'allow-files',
      value: 'folder',
      help: 'Accept file: URLs of files in this folder as arguments for binary data.',
      read: readFolder,
    },
    {
      name: 'connect-timeout',
      value: 'ms',
      help: 'Milliseconds until a connection to the API is established, with TLS.',
      default: 10_000,
      read: readCount(1),
    },
    {
      name: 'headers-timeout',
      value: 'ms',
      help: 'Milliseconds from the end of a request to the headers of its response; unlimited within the call by default.',
      read: readCount(1),
    },
    {
      name: 'body-timeout',
      value: 'ms',
      help: 'Milliseconds between two parts of the body of a response; unlimited within the call by default.',
      read: readCount(1),
    },
    {
      name: 'call-timeout',
      value: 'ms',
      help: 'Milliseconds until a call without a complete response fails.',
      default: 30_000,
      read: readCount(1),
    },
  ],
};

/** Returns the options of requests. `--allow-files` is left to the caller, since its reader is loaded when needed. */
export function requestOptions({
  baseUrl,
  server,
  serverVar,
  header,
  validateArguments,
  unrequiredCredentials,
  connectTimeout,
  headersTimeout,
  bodyTimeout,
  callTimeout,
}: RequestFlags): RequestOptions {
  return omitUndefined({
    baseUrl,
    server,
    serverVariables: serverVar ?? {},
    headers: header ?? {},
    validateArguments,
    unrequiredCredentials,
    connectTimeout,
    headersTimeout,
    bodyTimeout,
    callTimeout,
  });
}
