import { describe, expect, it, vi } from 'vitest';
import { isOpenApiMcpError, OpenApiMcpError } from '../src/errors.ts';

describe('isOpenApiMcpError', () => {
  it.each<[title: string, value: unknown, code: 'CALL_CANCELLED' | undefined, expected: boolean]>([
    ['an error of the package', new OpenApiMcpError('CALL_CANCELLED', 'cancelled'), undefined, true],
    ['an error with the code', new OpenApiMcpError('CALL_CANCELLED', 'cancelled'), 'CALL_CANCELLED', true],
    ['an error with another code', new OpenApiMcpError('HOOK_FAILED', 'failed'), 'CALL_CANCELLED', false],
    [
      'an error that has only the name',
      Object.assign(new Error('x'), { name: 'OpenApiMcpError' }),
      undefined,
      false,
    ],
    ['an error of Node.js', new TypeError('x'), undefined, false],
    ['a text', 'CALL_CANCELLED', undefined, false],
    ['null', null, undefined, false],
  ])('checks %s', (_title, value, code, expected) => {
    expect(isOpenApiMcpError(value, code)).toBe(expected);
  });

  it('recognizes an error of another copy of the package', async () => {
    vi.resetModules();
    const other = await import('../src/errors.ts');
    const error = new other.OpenApiMcpError('CALL_CANCELLED', 'cancelled');
    expect(error).not.toBeInstanceOf(OpenApiMcpError);
    expect(isOpenApiMcpError(error)).toBe(true);
    expect(isOpenApiMcpError(error, 'CALL_CANCELLED')).toBe(true);
    expect(other.isOpenApiMcpError(new OpenApiMcpError('HOOK_FAILED', 'failed'))).toBe(true);
  });

  it('does not show the brand where errors are printed', () => {
    expect(Reflect.ownKeys(new OpenApiMcpError('HOOK_FAILED', 'failed'))).not.toContain(
      Symbol.for('openapi-mcp.error'),
    );
  });
});
