// Signing in and out, the second factor, one’s own sessions and password.
import { z } from 'zod';
import { done, listOf } from '../common.ts';
import { byId, route } from '../route.ts';
import * as shape from './shapes.ts';

const totp = z.string().regex(/^\d{6}$/);

export const sessionRoutes = {
  signIn: route(
    'session',
    'POST',
    '/session',
    'Sign in by password',
    'Faults: SIGN_IN_REFUSED, TOTP_REQUIRED (send it again with `totp`), TOTP_REFUSED, SIGN_IN_LOCKED (429 with Retry-After).',
  )
    .meta({ open: true })
    .input(
      z.object({
        login: z.string().min(1).max(64),
        password: z.string().min(1).max(200),
        totp: totp.optional(),
        recoveryCode: z.string().max(40).optional().describe('instead of `totp`; each works once'),
      }),
    )
    .output(shape.me),
  signOut: route('session', 'DELETE', '/session', 'Sign out').output(done),
  me: route('session', 'GET', '/session', 'Who is signed in').output(shape.me),
  signInOptions: route('session', 'GET', '/sign-in-options', 'Ways to sign in; public')
    .meta({ open: true })
    .output(
      z.object({
        wecom: z
          .array(z.object({ corpId: z.string(), name: z.string() }))
          .describe('corps to sign in by; go to /api/v1/oauth/wecom/start?corpId=…&returnTo=/path'),
      }),
    ),
  changePassword: route(
    'session',
    'POST',
    '/session/password',
    'Change one’s own password',
    'Ends the other sessions. Faults: PASSWORD_REFUSED, PASSWORD_WEAK.',
  )
    .input(z.object({ current: z.string().max(200), next: shape.password }))
    .output(done),
  enrolTotp: route(
    'session',
    'POST',
    '/session/totp',
    'Begin two-factor sign-in',
    'Nothing changes until it is confirmed.',
  ).output(
    z.object({
      secret: z.string().describe('base32'),
      uri: z.string().describe('otpauth:// for the QR code'),
    }),
  ),
  confirmTotp: route('session', 'POST', '/session/totp/confirm', 'Switch two-factor sign-in on')
    .input(z.object({ code: totp }))
    .output(z.object({ recoveryCodes: z.array(z.string()).describe('shown once') })),
  disableTotp: route('session', 'POST', '/session/totp/disable', 'Switch two-factor sign-in off')
    .input(z.object({ password: z.string().max(200), code: totp }))
    .output(done),
  listSessions: route('session', 'GET', '/sessions', 'One’s own signed-in browsers').output(
    listOf(shape.session),
  ),
  revokeSession: route('session', 'DELETE', '/sessions/{id}', 'End one of one’s own sessions')
    .input(byId)
    .output(done),
  revokeOtherSessions: route(
    'session',
    'DELETE',
    '/sessions',
    'End all of one’s own sessions but this one',
  ).output(z.object({ ended: z.int() })),
  redeemPasswordLink: route(
    'session',
    'POST',
    '/password-links/redeem',
    'Set a password by a one-time link; public',
    'Faults: PASSWORD_LINK_INVALID, PASSWORD_WEAK.',
  )
    .meta({ open: true })
    .input(z.object({ token: z.string().min(20).max(100), password: shape.password }))
    .output(done),
};
