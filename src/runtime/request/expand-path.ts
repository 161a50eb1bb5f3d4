import { OpenApiMcpError } from '../../errors.ts';
import { memoize } from '../../json/memoize.ts';
import { percentEncode, serializePath } from './serialize-style.ts';
import type { GivenParameter } from './given-parameters.ts';
import type { OperationDescriptor } from '../../descriptor.ts';

/** A path segment, and the names of the arguments in it. */
interface Segment {
  text: string;
  names: string[];
}

/**
 * Expands the path template. Throws for a missing value, and for values that would change the structure of the path;
 * `allowsEmpty` allows an empty text.
 */
export function expandPath(
  operation: OperationDescriptor,
  given: GivenParameter[],
  allowsEmpty: boolean,
): string {
  let segment: Segment = { text: '', names: [] };
  const segments = [segment];
  for (const piece of piecesOf(operation)) {
    if (typeof piece !== 'string') {
      const [first = '', ...others] = piece;
      segment.text += first;
      segments.push(...others.map((text) => ({ text, names: [] })));
      segment = segments.at(-1) ?? segment;
    } else {
      const parameter = given.findLast(({ binding }) => binding.in === 'path' && binding.name === piece);
      if (parameter === undefined) throw missingArgument(operation, piece);
      const isEmpty = allowsEmpty && parameter.value === '';
      const names = isEmpty ? [] : [parameter.binding.argument];
      // Only a value that may have several segments has raw slashes.
      const [first = '', ...others] = (isEmpty ? '' : pathText(parameter)).split('/');
      segment.names.push(...names);
      segment.text += first;
      segments.push(...others.map((text) => ({ text, names })));
      segment = segments.at(-1) ?? segment;
    }
  }
  const invalid = segments.find(({ text, names }) => names.length > 0 && dotSegment.test(text));
  if (invalid !== undefined) throw invalidSegment(invalid.names.join(', '), invalid.text);
  return segments.map(({ text }) => text).join('/');
}

/** Returns the pieces of a path template: the segments of a literal text as a list, and the name of a parameter. */
const piecesOf = memoize(({ path }: OperationDescriptor): (string | string[])[] => {
  const [template = ''] = path.split('#');
  return [...template.matchAll(/\{([^{}]+)\}|[{}]|[^{}]+/g)].map(
    ([piece, name]) => name ?? literalText(piece).split('/'),
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
