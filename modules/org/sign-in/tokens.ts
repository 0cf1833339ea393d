// Random tokens: what the bearer holds, and the hash that the database keeps.
import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in URLs. @param prefix tells kinds of tokens apart. */
export const newToken = (prefix = '') => `${prefix}${randomBytes(32).toString('base64url')}`;

/** The hash by which a token is found. Tokens are random, so a plain hash cannot be guessed back. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex');

export const API_TOKEN_PREFIX = 'yt_';
