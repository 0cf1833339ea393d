// Finds a Chromium for the browser tests: the system's, or Debian's package where it can be installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of a browser, installing one on Debian as root; undefined when there is none and none can be installed. */
export function ensureBrowser(): string | undefined {
  const found = process.env.CHROMIUM ?? PLACES.find((place) => existsSync(place));
  if (found) return hasChineseFont() || !canInstall() ? found : (install('fonts-noto-cjk'), found);
  if (!canInstall()) return undefined;
  install('chromium', 'fonts-noto-cjk');
  return PLACES.find((place) => existsSync(place));
}

const canInstall = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
const hasChineseFont = () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc');

function install(...packages: string[]): void {
  console.log(`Installing ${packages.join(' and ')} for the browser tests …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
  const done = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    encoding: 'utf8',
  });
  if (done.status !== 0) console.error(done.stderr);
}
