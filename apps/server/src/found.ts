// The first company of an empty database and its first login, of IT: it connects WeCom and makes the other logins.
import { randomBytes } from 'node:crypto';
import { conflict } from '@yutian/kernel';
import type { Product } from './compose.ts';

const PASSWORD_BYTES = 15;

/**
 * Founds the company with one login of IT.
 * @returns a password made up for it; it is told once and kept nowhere.
 */
export async function foundCompany(product: Product, company: string, login: string): Promise<string> {
  if ((await product.org.tenants()).length > 0)
    throw conflict(
      'COMPANY_EXISTS',
      'This database has a company already. IT makes more logins in 组织与设置 → 用户与角色.',
    );
  const password = inventPassword(login);
  const tenantId = await product.org.setUp.createTenant(company);
  await product.org.setUp.createUsers(tenantId, [
    {
      login,
      name: login,
      role: 'it',
      password,
      staffId: null,
      scopeAll: true,
      scopeUnitIds: [],
      validUntilMs: null,
    },
  ]);
  return password;
}

/** A password may not hold the login; a short one comes up by chance. */
function inventPassword(login: string): string {
  for (;;) {
    const password = randomBytes(PASSWORD_BYTES).toString('base64url');
    if (!password.toLowerCase().includes(login.toLowerCase())) return password;
  }
}
