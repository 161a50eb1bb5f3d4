import { runtimeCapabilities } from '../capabilities.ts';
import { missingCapability } from '../capability-types.ts';
import type { Arguments } from '../arguments/coerce-arguments.ts';
import type { ContentSerialization, OperationDescriptor, ParameterBinding } from '../../descriptor.ts';
import type { WireValue } from '../../json/value.ts';

/** A parameter with its argument. */
export interface GivenParameter {
  binding: ParameterBinding;
  value: WireValue;
  /** The value as a document of its media type; empty for a parameter with a style. */
  document: string;
}

/** Returns the parameters that have arguments, in the order of the document. */
export async function readGivenParameters(
  operation: OperationDescriptor,
  args: Arguments,
): Promise<GivenParameter[]> {
  const given: GivenParameter[] = [];
  for (const binding of operation.parameters) {
    const { argument, serialization } = binding;
    const value = Object.hasOwn(args, argument) ? args[argument] : undefined;
    if (value === undefined) continue;
    const document =
      serialization.kind === 'content' ? await writeDocument(binding, value, serialization) : '';
    given.push({ binding, value, document });
  }
  return given;
}

async function writeDocument(
  binding: ParameterBinding,
  value: WireValue,
  serialization: ContentSerialization,
): Promise<string> {
  if (runtimeCapabilities.writeContentParameter === undefined)
    throw missingCapability('parameters with content', 'the current document');
  return runtimeCapabilities.writeContentParameter(binding, value, serialization);
}
