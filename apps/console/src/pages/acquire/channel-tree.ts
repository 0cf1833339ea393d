// The channel tree from its flat list. Pure.
import type { ChannelNode } from '@yutian/contract';

export interface ChannelBranch extends ChannelNode {
  children: ChannelBranch[];
}

/** Branches by parent; one whose parent is not in the list (out of scope, archived) stands at the root. */
export function growTree(nodes: readonly ChannelNode[]): ChannelBranch[] {
  const branches = new Map(
    nodes.map((node) => [node.channelId, { ...node, children: [] as ChannelBranch[] }]),
  );
  const roots: ChannelBranch[] = [];
  for (const branch of branches.values())
    (branches.get(branch.parentId ?? '')?.children ?? roots).push(branch);
  return roots;
}

/** Who is credited: the channel's own department, else the nearest one above that has one. */
export function ownerOf(
  node: ChannelNode,
  nodes: readonly ChannelNode[],
): { department: string; inherited: boolean } {
  if (node.ownerDepartment) return { department: node.ownerDepartment, inherited: false };
  const above = node.path
    .slice(0, -1)
    .reverse()
    .map((id) => nodes.find((candidate) => candidate.channelId === id)?.ownerDepartment)
    .find(Boolean);
  return { department: above ?? '', inherited: true };
}

/** «天猫 / 旗舰店 / 包裹卡». */
export function pathName(node: ChannelNode, nodes: readonly ChannelNode[]): string {
  return node.path
    .map((id) => nodes.find((candidate) => candidate.channelId === id)?.name ?? '…')
    .join(' / ');
}

/** How many channels in use a channel and all below it are, and how many codes they have. */
export function countBelow(
  channelId: string,
  nodes: readonly ChannelNode[],
): { channels: number; codes: number } {
  const below = nodes.filter((node) => !node.archived && node.path.includes(channelId));
  return { channels: below.length, codes: below.reduce((sum, node) => sum + node.codes, 0) };
}
