import type { ChannelNode } from '@yutian/contract';
import { describe, expect, it } from 'vitest';
import { countBelow, growTree, ownerOf, pathName } from './channel-tree.ts';

const node = (channelId: string, path: string[], rest: Partial<ChannelNode> = {}): ChannelNode => ({
  channelId,
  parentId: path.at(-1) ?? null,
  kind: 'tmall',
  name: channelId.toUpperCase(),
  ownerDepartment: '',
  path: [...path, channelId],
  archived: false,
  codes: 1,
  adds: 0,
  welcomeId: null,
  createdAt: '2026-01-01T00:00:00+08:00',
  ...rest,
});
const nodes = [
  node('a', [], { ownerDepartment: '电商部' }),
  node('b', ['a']),
  node('c', ['a', 'b'], { codes: 3 }),
];

describe('the channel tree', () => {
  it('hangs every channel under its parent', () => {
    const [root] = growTree(nodes);
    expect(root?.children[0]?.children[0]?.channelId).toBe('c');
  });

  it('keeps a channel whose parent is not in the list at the root', () => {
    expect(growTree(nodes.slice(1)).map((branch) => branch.channelId)).toEqual(['b']);
  });

  it('credits the nearest department above a channel that names none', () => {
    expect(ownerOf(node('c', ['a', 'b']), nodes)).toEqual({ department: '电商部', inherited: true });
    expect(ownerOf(node('d', []), nodes)).toEqual({ department: '', inherited: true });
  });

  it('counts a branch with all below it, since they are archived together', () => {
    expect(countBelow('a', nodes)).toEqual({ channels: 3, codes: 5 });
    const gone = node('d', ['a'], { archived: true });
    expect(countBelow('a', [...nodes, gone])).toEqual({ channels: 3, codes: 5 });
  });

  it('names a channel by its whole path', () => {
    expect(pathName(node('c', ['a', 'b']), nodes)).toBe('A / B / C');
  });
});
