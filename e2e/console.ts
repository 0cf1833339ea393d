// What the browser tests share: a Chromium, somebody signed in, and pictures of what was seen.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { inject } from 'vitest';

/** The password of every login of the demo brand. */
export const PASSWORD = 'yutian-demo';
export type Login = 'boss' | 'operator' | 'content' | 'guide' | 'manager' | 'agency' | 'it';

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1_280, height: 860 };
const WAIT_MS = 30_000;

/** Opens a browser for a test file. */
export function openBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM || '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`There is no Chromium at ${executablePath}: install one, or set CHROMIUM.`);
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A window of nobody: cookies and storage of its own. Times read as in Shanghai. */
export async function openWindow(
  browser: Browser,
  options: { phone?: boolean } & BrowserContextOptions = {},
): Promise<Page> {
  const { phone = false, ...rest } = options;
  const context = await browser.newContext({
    baseURL: inject('address'),
    viewport: phone ? PHONE : DESK,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    ...rest,
  });
  context.setDefaultTimeout(WAIT_MS);
  return context.newPage();
}

/** A window of somebody who has signed in, at an address of the console. */
export async function openAs(
  browser: Browser,
  login: Login,
  path: string,
  options?: Parameters<typeof openWindow>[1],
): Promise<Page> {
  const page = await openWindow(browser, options);
  const answer = await page
    .context()
    .request.post('/api/v1/session', { data: { login, password: PASSWORD } });
  if (!answer.ok()) throw new Error(`${login} could not sign in: HTTP ${answer.status()}.`);
  await page.goto(path);
  await heading(page).waitFor();
  return page;
}

/** The name of the page that is shown. */
export const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** Keeps a picture of what is shown, among the artifacts of the test run. */
export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(inject('screenshots'), `${name}.png`) });
}

/** Resolves when nothing on the page is loading any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.ant-skeleton, .ant-spin-spinning').first().waitFor({ state: 'detached' });
}

/** Asks the server as whoever is signed in there. */
export async function read<Answer>(page: Page, path: string): Promise<Answer> {
  const answer = await page.context().request.get(path);
  if (!answer.ok()) throw new Error(`GET ${path} answered ${answer.status()}.`);
  return (await answer.json()) as Answer;
}

/** Chooses what reads so from a list of choices, typing it first where the list is searched. */
export async function choose(
  page: Page,
  label: string,
  option: string,
  within: Page | Locator = page,
): Promise<void> {
  const box = within.getByRole('combobox', { name: label, exact: true });
  await box.click();
  await box.fill(option);
  await page.locator('.ant-select-dropdown:visible').getByText(option).first().click();
}
