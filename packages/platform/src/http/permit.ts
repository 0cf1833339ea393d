// The first line of every handler: who asks, and may he.
import { type Actor, Fault } from '@yutian/kernel';

/** The actor, if he has the permission; otherwise a Fault that names what is missing. */
export function permit(context: { actor: Actor | null }, permission: string): Actor {
  if (!context.actor) throw new Fault('unauthenticated', 'SIGN_IN_FIRST', 'Sign in first.');
  if (!context.actor.permissions.has(permission))
    throw new Fault(
      'forbidden',
      'PERMISSION_MISSING',
      `Your role may not do this (${permission}). Ask your administrator.`,
      {
        permission,
        role: context.actor.role,
      },
    );
  return context.actor;
}
