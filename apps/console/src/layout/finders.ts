// What the command palette can find beside pages: each finder asks one list of the server for a few rows.
import type { Permission } from '@yutian/contract';
import { client } from '../api/client.ts';

export interface Found {
  /** Phrase key of what it is. */
  kind: string;
  label: string;
  to: string;
  /** Filters of the page it opens. */
  search?: Record<string, string>;
}

export interface Finder {
  permission: Permission;
  find(text: string): Promise<Found[]>;
}

const FEW = 6;

export const FINDERS: readonly Finder[] = [
  {
    permission: 'customers.read',
    async find(text) {
      const { items } = await client.customers.listCustomers({ text: text.slice(0, 60), limit: FEW });
      return items.map(({ id, name, memberNo, phoneTails, relations: [first] }) => ({
        kind: 'found.customer',
        label: [name, first?.remark, memberNo, phoneTails[0], first?.staffName].filter(Boolean).join(' · '),
        to: `/customers/${id}`,
      }));
    },
  },
  {
    permission: 'orders.read',
    async find(text) {
      const { items } = await client.orders.listOrders({ search: text.slice(0, 64), limit: FEW });
      return items.map((order) => ({
        kind: 'found.order',
        label: order.customerName ? `${order.orderNo} · ${order.customerName}` : order.orderNo,
        to: `/orders/${order.orderId}`,
      }));
    },
  },
  {
    permission: 'org.read',
    async find(text) {
      const { items } = await client.org.listStaff({ text: text.slice(0, 100), limit: FEW });
      return items.map((staff) => ({
        kind: 'found.staff',
        label: staff.unitName ? `${staff.name} · ${staff.unitName}` : staff.name,
        to: `/staff/${staff.staffId}`,
      }));
    },
  },
  {
    permission: 'channels.read',
    async find(text) {
      const { items } = await client.channels.listCodes({ text: text.slice(0, 100), limit: FEW });
      return items.map(({ codeId, name, channelName }) => ({
        kind: 'found.code',
        label: `${name} · ${channelName}`,
        to: `/codes/${codeId}`,
      }));
    },
  },
  {
    permission: 'channels.read',
    async find(text) {
      const { items } = await client.channels.listLinks({ text: text.slice(0, 100), limit: FEW });
      return items.map(({ codeId, name }) => ({
        kind: 'found.link',
        label: name,
        to: '/acquisition-links',
        search: { open: codeId },
      }));
    },
  },
  {
    permission: 'channels.read',
    async find(text) {
      const { items } = await client.channels.listCards({ text: text.slice(0, 100), limit: FEW });
      return items.map(({ cardId, name, sku, batch }) => ({
        kind: 'found.card',
        label: [name, sku, batch].filter(Boolean).join(' · '),
        to: `/package-cards/${cardId}`,
      }));
    },
  },
  {
    permission: 'groups.read',
    async find(text) {
      const { items } = await client.groups.listGroups({ text: text.slice(0, 100), limit: FEW });
      return items.map(({ id, name, owner }) => ({
        kind: 'found.group',
        label: [name, owner?.name, owner?.storeName].filter(Boolean).join(' · '),
        to: `/groups/${id}`,
      }));
    },
  },
  {
    permission: 'groups.read',
    async find(text) {
      const { items } = await client.groups.listJoinCodes({ text: text.slice(0, 100), limit: FEW });
      return items.map(({ id, name, channelName }) => ({
        kind: 'found.joinCode',
        label: [name, channelName].filter(Boolean).join(' · '),
        to: '/join-codes',
        search: { open: id },
      }));
    },
  },
  {
    permission: 'channels.read',
    async find(text) {
      const { items } = await client.channels.listChannels({});
      return items
        .filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
        .slice(0, FEW)
        .map(({ channelId, name }) => ({
          kind: 'found.channel',
          label: name,
          to: '/channels',
          search: { channelId },
        }));
    },
  },
];
