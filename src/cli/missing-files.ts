import { existsSync } from 'node:fs';
import { entryOf } from '../config/config-node.ts';
import { propertyOf } from './flags/flag.ts';
import { sourceFrom } from './flag-texts.ts';
import type { ConfigMistake, MapNode } from '../config/config-node.ts';
import type { Flag } from './flags/flag.ts';

/** The flags whose lists name files that a server reads at its start. */
const lists = new Set(['overlay', 'prompts']);

/** Returns the files in the lists of a config file that do not exist. URLs and patterns are left out. */
export function findMissingFiles(root: MapNode, flags: Flag[], folder: string): ConfigMistake[] {
  return flags.flatMap((flag) => {
    const key = propertyOf(flag);
    const list = lists.has(flag.name) ? entryOf(root, key)?.value : undefined;
    if (list?.kind !== 'list') return [];
    return list.items.flatMap((item, index): ConfigMistake[] => {
      const path = item.kind === 'scalar' ? item.value : undefined;
      if (typeof path !== 'string' || /[*?[{]/.test(path)) return [];
      const source = sourceFrom(folder, path);
      if (/^[a-z][a-z\d+.-]+:/i.test(source) || existsSync(source)) return [];
      return [
        {
          offset: item.offset,
          key: `${key}[${index}]`,
          message: `names ${path}, which does not exist`,
          hint: 'The path is relative to this file.',
        },
      ];
    });
  });
}
