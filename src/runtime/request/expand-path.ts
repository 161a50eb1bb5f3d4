import { OpenApiMcpError } from '../../errors.ts';
import { memoize } from '../../json/memoize.ts';
import { percentEncode, serializePath } from './serialize-style.ts';
import type { GivenParameter } from './given-parameters.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/**
 * Expands the path template. Throws for a missing value, and for values that would change the structure of the path;
 * `allowsEmpty` allows an empty text.
 */
export function expandPath(
  operation: OperationDescriptor,
  given: GivenParameter[],
  allowsEmpty: boolean,
): string {
  let path = '';
  let segment = '';
  /** The arguments in the segment. */
  let names: string[] = [];
  const endSegment = (): void => {
    if (names.length > 0 && dotSegment.test(segment)) throw invalidSegment(names.join(', '), segment);
    path += segment;
  };
  const add = (text: string, own: string[]): void => {
    // Only a literal text, and a value that may have several segments, have raw slashes.
    const [first = '', ...others] = text.split('/');
    segment += first;
    names = names.length === 0 ? own : [...names, ...own];
    for (const other of others) {
      endSegment();
      path += '/';
      segment = other;
      names = own;
    }
  };
  for (const piece of piecesOf(operation)) {
    if ('literal' in piece) {
      add(piece.literal, []);
      continue;
    }
    const { name } = piece;
    const parameter = given.findLast(({ binding }) => binding.in === 'path' && binding.name === name);
    if (parameter === undefined) throw missingArgument(operation, name);
    const isEmpty = allowsEmpty && parameter.value === '';
    if (!isEmpty) add(pathText(parameter), [parameter.binding.argument]);
  }
  endSegment();
  return path;
}

/** Returns the pieces of a path template: literal texts, and names of parameters. */
const piecesOf = memoize(({ path }: OperationDescriptor): ({ literal: string } | { name: string })[] => {
  const [template = ''] = path.split('#');
  return [...template.matchAll(/\{([^{}]+)\}|[{}]|[^{}]+/g)].map(([piece, name]) =>
    name === undefined ? { literal: literalText(piece) } : { name },
  );
});

/**
 * An empty segment or a dot segment. Many servers also decode encoded dots (WHATWG URL §4.4), and drop parameters
 * (RFC 3986 §3.3).
 */
const dotSegment = /^$|^(\.|%2e){1,2}(;.*)?$/i;

/**
 * Percent-encodes the literal text of a path template, including unpaired braces (RFC 3986 §2). Triplets stay as they
 * are.
 */
function literalText(text: string): string {
  return encodeURI(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(/%25([0-9A-Fa-f]{2})/g, '%$1');
}

function pathText({ binding, value, document }: GivenParameter): string {
  const { serialization } = binding;
  const text =
    serialization.kind === 'content'
      ? percentEncode(document)
      : serializePath(binding.name, value, serialization);
  if (text === '') throw invalidSegment(binding.argument, '');
  return text;
}

function missingArgument({ parameters }: OperationDescriptor, name: string): OpenApiMcpError {
  const binding = parameters.find((parameter) => parameter.in === 'path' && parameter.name === name);
  return new OpenApiMcpError(
    'ARGUMENTS_INVALID',
    `${binding?.argument ?? name}: is missing; the path needs it`,
  );
}

function invalidSegment(argument: string, text: string): OpenApiMcpError {
  const problem = text === '' ? 'must not be empty' : `must not be ${JSON.stringify(text)}`;
  return new OpenApiMcpError('ARGUMENTS_INVALID', `${argument}: ${problem}`, {
    hint: 'Such a value would address another resource than that of this tool.',
  });
}
