import { entryOf, formatKeys, jsonOf } from '../config/config-node.ts';
import { isOpenApiMcpError } from '../errors.ts';
import { findShapingMistakes } from '../shape/shaping-mistakes.ts';
import type { ConfigMistake, ConfigNode } from '../config/config-node.ts';

type Keys = (string | number)[];

/** The shaping of a pattern, with its place. */
interface ShapingNode {
  keys: Keys;
  node: ConfigNode;
}

/** Returns the values of `operations` that no operation can have, those of each API too. */
export function findOperationMistakes(root: ConfigNode): ConfigMistake[] {
  return shapingNodes(root).flatMap(({ keys, node }) =>
    findShapingMistakes(jsonOf(node)).map(({ keys: inner, message, hint }): ConfigMistake => ({
      offset: nodeAt(node, inner)?.offset,
      key: formatKeys([...keys, ...inner]),
      message,
      hint,
    })),
  );
}

/** Returns the claims of callers that arguments take, as mistakes of a server whose callers have no tokens. */
export function findClaimMistakes(root: ConfigNode): ConfigMistake[] {
  return shapingNodes(root).flatMap(({ keys, node }) => {
    const changes = nodeAt(node, ['arguments']);
    if (changes?.kind !== 'map') return [];
    return changes.entries.flatMap(({ key, value }): ConfigMistake[] => {
      const claim = nodeAt(value, ['claim']);
      // A value beside it is a mistake already.
      if (claim === undefined || nodeAt(value, ['value']) !== undefined) return [];
      return [
        {
          offset: claim.offset,
          key: formatKeys([...keys, 'arguments', key, 'claim']),
          message: 'needs callers with tokens, which standard input and output do not have',
          hint: 'Serve over HTTP with --auth-jwt, or give the argument a value.',
        },
      ];
    });
  });
}

/** Returns the filters that are no JMESPath expressions. Their library is loaded only if there are filters. */
export async function findFilterMistakes(root: ConfigNode): Promise<ConfigMistake[]> {
  const filters = shapingNodes(root).flatMap(({ keys, node }) => {
    const filter = nodeAt(node, ['result', 'filter']);
    const text = filter?.kind === 'scalar' ? filter.value : undefined;
    const isRead = typeof text === 'string' && !text.includes('${');
    return isRead ? [{ offset: filter?.offset, key: formatKeys([...keys, 'result', 'filter']), text }] : [];
  });
  if (filters.length === 0) return [];
  const { compileFilter } = await import('../runtime/result/filter.ts');
  const found = filters.map(async ({ offset, key, text }): Promise<ConfigMistake[]> => {
    try {
      await compileFilter(text);
      return [];
    } catch (error) {
      if (!isOpenApiMcpError(error)) throw error;
      const reason = error.message.replace(/^resultFilter is invalid: /, '');
      const hint = 'Write it as items[].name, or items[0:5].';
      return [{ offset, key, message: `is no JMESPath expression: ${reason}`, hint }];
    }
  });
  return (await Promise.all(found)).flat();
}

/** Returns the shaping of each pattern of a file and of its APIs. */
function shapingNodes(root: ConfigNode): ShapingNode[] {
  const apis = nodeAt(root, ['apis']);
  const owners: ShapingNode[] = [
    { keys: [], node: root },
    ...(apis?.kind === 'map'
      ? apis.entries.map(({ key, value }) => ({ keys: ['apis', key], node: value }))
      : []),
  ];
  return owners.flatMap(({ keys, node }) => {
    const operations = nodeAt(node, ['operations']);
    if (operations?.kind !== 'map') return [];
    return operations.entries.map(({ key, value }) => ({ keys: [...keys, 'operations', key], node: value }));
  });
}

function nodeAt(root: ConfigNode, keys: Keys): ConfigNode | undefined {
  return keys.reduce<ConfigNode | undefined>((node, key) => {
    if (node?.kind === 'list') return typeof key === 'number' ? node.items[key] : undefined;
    return node?.kind === 'map' ? entryOf(node, String(key))?.value : undefined;
  }, root);
}
