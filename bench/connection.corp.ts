// The corp of the connection benches.
export const CORP = 'ww0123456789abcdef';
export const AGENT = 1_000_002;
export const TOKEN = 'scrmSimToken2026';
export const AES_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
