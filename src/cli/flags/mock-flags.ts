import { readCount } from './flag-values.ts';
import type { Flag, FlagGroup } from './flag.ts';

/** Flags that replace the API with a mock. */
export interface MockFlags {
  mock?: boolean;
  mockSeed?: number;
}

export const mockSeedFlag: Flag = {
  name: 'mock-seed',
  value: 'number',
  help: 'Make the responses of the mock repeatable.',
  read: readCount(0),
};

export const mockFlags: FlagGroup = {
  title: 'Mock',
  flags: [
    {
      name: 'mock',
      help: 'Send calls to a mock of the API, which responds from the examples and schemas of the document.',
      excludes: 'base-url',
    },
    mockSeedFlag,
  ],
};
