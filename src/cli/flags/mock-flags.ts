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
  help: 'Make the mock’s answers repeatable.',
  read: readCount(0),
};

export const mockFlags: FlagGroup = {
  title: 'Mock',
  flags: [
    {
      name: 'mock',
      help: 'Answer calls from the document’s examples and schemas, without any API.',
      excludes: 'base-url',
    },
    mockSeedFlag,
  ],
};
