import { OpenApiMcpError } from '../../errors.ts';
import type { ApiDescriptor } from '../../descriptor.ts';

/**
 * Checks that no value of a shaped argument is a claim of callers, who have no tokens over standard input and output.
 *
 * @throws OpenApiMcpError OPTION_INVALID
 */
export function refuseClaims({ operations }: Pick<ApiDescriptor, 'operations'>): void {
  for (const { name, shaping } of operations)
    for (const step of shaping?.arguments?.steps ?? [])
      if (step.kind === 'claim')
        throw new OpenApiMcpError(
          'OPTION_INVALID',
          `operations.${name}.arguments.${step.path.join('.')}.claim needs callers with tokens, which standard input and output do not have`,
          { hint: 'Serve over HTTP with --auth-jwt, or give the argument a value.' },
        );
}
