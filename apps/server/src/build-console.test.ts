import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publish } from './build-console.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yutian-pages-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const pages = () => join(folder, 'dist');
const old = (days: number) => Date.now() / 1_000 - days * 86_400;

/** A build whose entry page asks for one part. */
function buildOf(part: string): string {
  const fresh = join(pages(), `.next-${part}`);
  mkdirSync(join(fresh, 'assets'), { recursive: true });
  writeFileSync(join(fresh, 'index.html'), part);
  writeFileSync(join(fresh, 'assets', `${part}.js`), part);
  return fresh;
}

describe('a new build of the pages', () => {
  it('leaves the parts that open pages still load, and changes the entry page', () => {
    publish(buildOf('one'), pages());
    publish(buildOf('two'), pages());
    expect(readFileSync(join(pages(), 'index.html'), 'utf8')).toBe('two');
    expect(readFileSync(join(pages(), 'assets/one.js'), 'utf8')).toBe('one');
    expect(readFileSync(join(pages(), 'assets/two.js'), 'utf8')).toBe('two');
  });

  it('drops parts that no build has had for a week, and keeps those it has itself', () => {
    publish(buildOf('one'), pages());
    utimesSync(join(pages(), 'assets/one.js'), old(8), old(8));
    publish(buildOf('one'), pages());
    expect(existsSync(join(pages(), 'assets/one.js'))).toBe(true);
    utimesSync(join(pages(), 'assets/one.js'), old(8), old(8));
    publish(buildOf('two'), pages());
    expect(existsSync(join(pages(), 'assets/one.js'))).toBe(false);
  });
});
