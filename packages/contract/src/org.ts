// The contract of org: who is who, who may see what, signing in.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { id } from './common.ts';
import { PERMISSIONS, ROLES } from './permissions.ts';

/** The person who is signed in, as the console needs him. */
export const me = z.object({
  userId: id,
  name: z.string(),
  role: z.enum(ROLES),
  permissions: z.array(z.enum(PERMISSIONS)),
  tenant: z.object({ name: z.string() }),
});
export type Me = z.infer<typeof me>;

export const org = {
  signIn: oc
    .route({ method: 'POST', path: '/session', summary: 'Sign in by password', tags: ['org'] })
    .input(
      z.object({
        login: z.string().min(1).max(64),
        password: z.string().min(1).max(200),
        totp: z
          .string()
          .regex(/^\d{6}$/)
          .optional(),
      }),
    )
    .output(me),
  signOut: oc
    .route({ method: 'DELETE', path: '/session', summary: 'Sign out', tags: ['org'] })
    .output(z.object({ ok: z.literal(true) })),
  me: oc.route({ method: 'GET', path: '/session', summary: 'Who is signed in', tags: ['org'] }).output(me),
};
