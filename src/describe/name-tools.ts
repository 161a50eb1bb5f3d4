import { nameOperations, slug } from './operation-names.ts';
import { withShortIds } from './short-ids.ts';
import { profiles } from './listed/profile.ts';
import type { ApiModel } from '../model/api-model.ts';
import type { DescribeOptions } from './describe-options.ts';

/** The least characters of a tool's name, however long the server's name is. */
const shortestLimit = 16;

/** Returns the name of the server: that of the options, else the title. */
export function nameServer({ title }: ApiModel, { name }: Pick<DescribeOptions, 'name'>): string {
  return slug(name ?? title);
}

/** Returns the names of the tools, within the limit of the profile. */
export function nameTools(
  model: ApiModel,
  options: Pick<DescribeOptions, 'name' | 'profile' | 'names'>,
): string[] {
  const { name, countsServerName } = profiles[options.profile ?? 'default'];
  const used = countsServerName === true ? nameServer(model, options).length : 0;
  const operations = options.names === 'short' ? withShortIds(model.operations) : model.operations;
  return nameOperations(operations, Math.max(shortestLimit, name - used));
}
