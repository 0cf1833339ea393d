// Published WeCom clients that the project did not write, pointed at the simulator. They print debug lines, so the
// tests silence the console around them. What each of them proves and does not is in the README.
import ServerRequest from 'node-easywechat/dist/Core/Http/ServerRequest.js';
import Work from 'node-easywechat/dist/Work/Application.js';
import tnwxPackage from 'tnwx';
import { vi } from 'vitest';
import { AES_KEY, AGENTID, CALLBACK_TOKEN, CORPID, type Json } from '../testing.ts';

type Call = (...values: unknown[]) => Promise<Json>;

interface Tnwx {
  HttpKit: { setHttpDelegate: unknown };
  AxiosHttpKit: new () => Record<string, unknown>;
  ApiConfig: new (
    agentid: string,
    secret: string,
    token: string,
    encrypt: boolean,
    key: string,
    corpid: string,
  ) => unknown;
  QyApiConfigKit: {
    putApiConfig(config: unknown): void;
    setCurrentAppId(agentid: string, corpid: string): void;
    setCache: unknown;
  };
  QyExContact: Record<string, Call>;
  QyDepartmentApi: Record<string, Call>;
  QyUserApi: Record<string, Call>;
  QyMediaApi: Record<string, Call>;
  QySendMsgApi: Record<string, Call>;
}

const OFFICIAL = 'https://qyapi.weixin.qq.com';

/** tnwx with its HTTP delegate replaced, so that the official host becomes the simulator. */
export function openTnwx(url: string, secret: string): Tnwx {
  const tnwx = tnwxPackage as unknown as Tnwx;
  const inner = new tnwx.AxiosHttpKit();
  tnwx.HttpKit.setHttpDelegate = new Proxy(inner, {
    get(target, name: string) {
      const method = target[name];
      if (typeof method !== 'function') return method;
      return (address: string, ...rest: unknown[]) =>
        Reflect.apply(method, target, [address.replace(OFFICIAL, url), ...rest]) as unknown;
    },
  });
  const cached = new Map<string, string>();
  // Its own cache would hand the token of one test to the next.
  tnwx.QyApiConfigKit.setCache = {
    get: (key: string) => Promise.resolve(cached.get(key) ?? ''),
    set: (key: string, value: string) => Promise.resolve(cached.set(key, value)),
    remove: (key: string) => Promise.resolve(cached.delete(key)),
  };
  tnwx.QyApiConfigKit.putApiConfig(
    new tnwx.ApiConfig(String(AGENTID), secret, CALLBACK_TOKEN, true, AES_KEY, CORPID),
  );
  tnwx.QyApiConfigKit.setCurrentAppId(String(AGENTID), CORPID);
  return tnwx;
}

interface EasyClient {
  get(path: string, options?: unknown): Promise<{ toObject(): Json }>;
  postJson(path: string, body: unknown): Promise<{ toObject(): Json }>;
}

export interface EasyWork {
  getClient(): EasyClient;
  getUtils(): {
    buildJsSdkConfig(url: string): Promise<Record<string, unknown>>;
  };
  setRequest(request: unknown): void;
  getServer(): { serve(): Promise<{ getBody(): unknown }> };
}

/** node-easywechat; its root index needs a file that is missing, so parts are loaded one by one. */
export function openEasyWechat(
  url: string,
  secret: string,
): { work: EasyWork; request(method: string, address: string): unknown } {
  const work = new Work({
    corp_id: CORPID,
    secret,
    token: CALLBACK_TOKEN,
    aes_key: AES_KEY,
    http: { baseURL: `${url}/` },
  });
  return { work, request: (method, address) => new ServerRequest(method, address, {}, '') };
}

/** No debug lines of others in our test output. */
export function silence(): void {
  for (const method of ['log', 'info', 'debug', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation(() => undefined);
}
