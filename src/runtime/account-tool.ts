import type { ApiDescriptor } from '../descriptor.ts';
import type { RuntimeOptions } from './runtime-options.ts';
import type { ServedPart } from './served-part.ts';

/** Returns the options with the tool that shows callers their accounts, if they have some. No operation has its name. */
export function addAccountTool(
  options: RuntimeOptions,
  { operations }: ApiDescriptor,
  parts: readonly ServedPart[],
): RuntimeOptions {
  const apis = parts.flatMap((part) => part.options.request?.accounts ?? []);
  const [first] = apis;
  if (first === undefined) return options;
  const { extensions = {} } = options;
  const { tools = [] } = extensions;
  const taken = new Set([...operations, ...tools].map(({ name }) => name));
  for (const { formerName, aliases = [] } of operations)
    for (const former of [formerName ?? [], aliases].flat()) taken.add(former);
  let name = 'my_accounts';
  for (let count = 2; taken.has(name); count += 1) name = `my_accounts_${count}`;
  return { ...options, extensions: { ...extensions, tools: [...tools, first.createTool(apis, name)] } };
}
