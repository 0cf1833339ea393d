// The invented brand 禾序集团, seeded once and deterministic.
import { hash } from '@node-rs/argon2';
import { newId } from '@yutian/kernel';
import type { Product } from '../compose.ts';

export const DEMO_PASSWORD = 'yutian-demo';

export const DEMO_LOGINS = [
  { login: 'boss', name: '沈禾', role: 'boss', title: '老板 boss' },
  { login: 'operator', name: '周序', role: 'operator', title: '操盘手 operator' },
  { login: 'guide', name: '李娜', role: 'guide', title: '导购 guide' },
  { login: 'manager', name: '王店长', role: 'store_manager', title: '店长 store manager' },
  { login: 'dealer', name: '陈经销', role: 'dealer', title: '经销商 dealer' },
  { login: 'finance', name: '赵财务', role: 'finance', title: '财务 finance' },
  { login: 'it', name: '孙工', role: 'it', title: 'IT' },
] as const;

/** Seeds the brand if it is not there. */
export async function seedDemo(product: Product): Promise<void> {
  if ((await product.org.tenants()).length > 0) return;
  const nowMs = product.ground.clock.now();
  await product.org.createTenant({ tenantId: 1, name: '禾序集团', nowMs });
  const passwordHash = await hash(DEMO_PASSWORD);
  for (const user of DEMO_LOGINS)
    await product.org.createUser({
      tenantId: 1,
      userId: newId(),
      login: user.login,
      name: user.name,
      role: user.role,
      passwordHash,
      staffId: null,
      scopeAll: true,
      scopeUnitIds: [],
      nowMs,
    });
}
