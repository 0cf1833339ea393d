// Whether a user may be given what is asked: it makes sense for the role, it exists, and the giver has it himself.
import { type Actor, conflict, forbidden, type Id, invalid } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';
import { unitsOf } from '../access.ts';
import { findStaffByIds } from '../staff/staff.sql.ts';
import { findUnitsByIds } from '../units/unit.sql.ts';
import { type GrantFault, grantFault } from './scope.rules.ts';
import { findTaken, type UserGrants } from './user.sql.ts';

const SENTENCES: Record<GrantFault, string> = {
  SCOPE_TOO_WIDE: 'This role cannot see the whole tenant. Choose units.',
  SCOPE_MISSING: 'Choose what he may see: a member of staff for a guide, units for the others.',
  SCOPE_UNIT_NOT_DEALER: 'A dealer sees dealer stores only. Choose stores of that type.',
};

/** Throws the Fault that says what is wrong with the grants. @param actor who gives; null for the system. */
export async function checkGrants(
  tx: Tx,
  actor: Pick<Actor, 'tenantId'> & { giver: Actor | null },
  user: { userId: Id; login: string; grants: UserGrants },
): Promise<void> {
  const { tenantId, giver } = actor;
  const { grants } = user;
  const units = await findUnitsByIds(tx, { tenantId, unitIds: grants.scopeUnitIds });
  const missing = grants.scopeUnitIds.filter((unitId) => !units.some((unit) => unit.unitId === unitId));
  if (missing.length > 0) throw invalid('UNIT_UNKNOWN', 'There is no such unit.', { unitIds: missing });
  const fault = grantFault(grants, units);
  if (fault) throw invalid(fault, SENTENCES[fault], { role: grants.role });
  if (grants.staffId !== null) {
    const [member] = await findStaffByIds(tx, { tenantId, staffIds: [grants.staffId] });
    if (!member) throw invalid('STAFF_UNKNOWN', 'There is no such member of staff.');
  }
  await checkTaken(tx, tenantId, user);
  if (giver) checkGiver(giver, grants);
}

async function checkTaken(
  tx: Tx,
  tenantId: number,
  user: { userId: Id; login: string; grants: UserGrants },
): Promise<void> {
  const { staffId } = user.grants;
  const staffIds = staffId === null ? [] : [staffId];
  for (const other of await findTaken(tx, { tenantId, logins: [user.login], staffIds })) {
    if (other.userId === user.userId) continue;
    if (other.login === user.login)
      throw conflict('LOGIN_TAKEN', 'This login is in use. Choose another.', { login: user.login });
    throw conflict('STAFF_HAS_USER', 'This member of staff has a user already.');
  }
}

// Nobody gives away more than he sees himself.
function checkGiver(giver: Actor, grants: UserGrants): void {
  if (giver.scope.kind === 'all') return;
  const visible = new Set(unitsOf(giver));
  const { staffIds } = giver.scope;
  const beyond =
    grants.scopeAll ||
    grants.role === 'boss' ||
    grants.scopeUnitIds.some((unitId) => !visible.has(unitId)) ||
    (grants.staffId !== null && !staffIds.includes(grants.staffId));
  if (beyond) throw forbidden('SCOPE_BEYOND_OWN', 'You cannot let others see more than you see yourself.');
}
