// Who may do what: roles as presets of permissions (S0-33). The server enforces it; the console hides what a role
// does not need.

export const PERMISSIONS = [
  'home.read',
  'customers.read',
  'customers.write',
  'customers.merge',
  'customers.privacy',
  'tags.read',
  'tags.write',
  'groups.read',
  'groups.write',
  'channels.read',
  'channels.write',
  'orders.read',
  'orders.write',
  'orders.import',
  'org.read',
  'org.write',
  'users.write',
  'connection.read',
  'connection.write',
  'audit.read',
  'settings.write',
  'demo.play',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = [
  'boss',
  'operator',
  'content',
  'guide',
  'store_manager',
  'dealer',
  'finance',
  'it',
  'agency',
] as const;
export type Role = (typeof ROLES)[number];

const all = [...PERMISSIONS];

/** What each role may do. Its data scope is set per user: own customers, stores, regions, brands, or everything. */
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  boss: all.filter((p) => p !== 'connection.write' && p !== 'users.write'),
  operator: all.filter(
    (p) =>
      p !== 'users.write' &&
      p !== 'customers.privacy' &&
      p !== 'audit.read' &&
      p !== 'settings.write' &&
      p !== 'connection.write',
  ),
  content: ['home.read', 'channels.read', 'channels.write', 'tags.read', 'groups.read', 'demo.play'],
  guide: [
    'home.read',
    'customers.read',
    'customers.write',
    'tags.read',
    'groups.read',
    'channels.read',
    'orders.read',
    'demo.play',
  ],
  store_manager: [
    'home.read',
    'customers.read',
    'customers.write',
    'tags.read',
    'groups.read',
    'channels.read',
    'orders.read',
    'org.read',
    'demo.play',
  ],
  dealer: [
    'home.read',
    'customers.read',
    'customers.write',
    'tags.read',
    'groups.read',
    'channels.read',
    'orders.read',
    'org.read',
    'demo.play',
  ],
  finance: [
    'home.read',
    'orders.read',
    'orders.write',
    'orders.import',
    'channels.read',
    'org.read',
    'audit.read',
    'demo.play',
  ],
  it: [
    'org.read',
    'org.write',
    'users.write',
    'connection.read',
    'connection.write',
    'audit.read',
    'settings.write',
    'demo.play',
  ],
  agency: ['home.read', 'channels.read', 'channels.write', 'tags.read', 'demo.play'],
};
