import { describe, expect, it } from 'vitest';
import { OpenApiMcpError } from '../../../src/errors.ts';
import { toErrorResult } from '../../../src/runtime/result/call-results.ts';
import type { ErrorCode } from '../../../src/errors.ts';

// The results of other calls are tested in test/results, through real clients.
describe('a call without a response', () => {
  it.each<[code: ErrorCode, isMasked: boolean, text: string]>([
    ['ARGUMENTS_INVALID', false, 'What happened.\nWhat to do.'],
    ['ARGUMENTS_INVALID', true, 'What happened.\nWhat to do.'],
    ['UPSTREAM_TIMEOUT', false, 'What happened.\nWhat to do.'],
    ['UPSTREAM_TIMEOUT', true, 'The API could not be reached.\nTry again later.'],
    ['UPSTREAM_UNREACHABLE', true, 'The API could not be reached.\nTry again later.'],
  ])('%s, masked: %s', (code, maskErrors, text) => {
    const error = new OpenApiMcpError(code, 'What happened.', { hint: 'What to do.' });
    expect(toErrorResult(error, { maskErrors })).toEqual({
      content: [{ type: 'text', text }],
      isError: true,
    });
  });
});
