// The contract of org: signing in, who is who, who may see what, the corps, and what was changed.
import { administrationRoutes } from './org/administration.ts';
import { corpRoutes } from './org/corps.ts';
import { sessionRoutes } from './org/sessions.ts';
import { staffRoutes } from './org/staff.ts';
import { unitRoutes } from './org/units.ts';
import { userRoutes } from './org/users.ts';

// Named one by one: the shapes' short names (`store`, `user`) would collide with those of other modules.
export {
  type ApiToken,
  type AuditEntry,
  auditFilter,
  type Corp,
  type DirectoryRule,
  directoryRule,
  type Me,
  me,
  orgEvents,
  type PlatformDepartment,
  type Session,
  type Settings,
  type Staff,
  type Store,
  type StoreType,
  type Unit,
  UNIT_KINDS,
  type UnitKind,
  type User,
} from './org/shapes.ts';

export const org = {
  ...sessionRoutes,
  ...unitRoutes,
  ...staffRoutes,
  ...userRoutes,
  ...corpRoutes,
  ...administrationRoutes,
};
