// Turns what people do into callbacks: builds the XML of contract §3 and hands it to every app that may hear it.
// What an app does through the API sends nothing (§1.8); no route ever calls this.
import { buildXml, type XmlInputObject } from '@yutian/wecom/callback-xml';
import type { App, Corp, Organisation, Staff } from '../state/organisation.ts';
import type { CallbackSender } from './sender.ts';

export interface SentEvent {
  no: number;
  /** Virtual epoch ms. */
  at: number;
  corpid: string;
  agentids: string[];
  event: string;
  change: string | null;
  fields: XmlInputObject;
}

export interface EventInput {
  corp: Corp;
  event: string;
  change?: string;
  /** `sys` unless a user did it. */
  from?: string;
  fields?: XmlInputObject;
  /** Apps that do not see this member do not hear of him. */
  about?: Staff | undefined;
  /** Only this app. */
  app?: App;
}

const RING = 2000;

/** The event desk of one simulator. */
export class Events {
  readonly #sender: CallbackSender;
  readonly #organisation: Organisation;
  readonly #now: () => number;
  readonly #ring: SentEvent[] = [];
  #total = 0;

  constructor(sender: CallbackSender, organisation: Organisation, now: () => number) {
    this.#sender = sender;
    this.#organisation = organisation;
    this.#now = now;
  }

  /** Sends one event to every app that listens. Returns how many apps that was. */
  emit(input: EventInput): number {
    const { corp, event, change, from = 'sys', fields = {} } = input;
    const content = { MsgType: 'event', Event: event, ChangeType: change, ...fields };
    return this.#tell(corp, this.#listeners(input), from, content, { event, change: change ?? null, fields });
  }

  /** Sends what a member wrote to one app. */
  message(input: { corp: Corp; app: App; from: string; msgtype: string; fields: XmlInputObject }): number {
    const { corp, app, from, msgtype, fields } = input;
    const listeners = app.callback ? [app] : [];
    return this.#tell(
      corp,
      listeners,
      from,
      { MsgType: msgtype, ...fields },
      { event: 'message', change: msgtype, fields },
    );
  }

  #tell(
    corp: Corp,
    listeners: readonly App[],
    from: string,
    content: XmlInputObject,
    noted: Pick<SentEvent, 'event' | 'change' | 'fields'>,
  ): number {
    const at = this.#now();
    const message = buildXml({
      ToUserName: corp.corpid,
      FromUserName: from,
      CreateTime: Math.floor(at / 1000),
      ...content,
    });
    for (const app of listeners) {
      if (app.callback)
        this.#sender.send({ ...app.callback, corpid: corp.corpid, agentid: app.agentid }, message);
    }
    const agentids = listeners.map((app) => app.agentid);
    this.#ring[this.#total % RING] = { no: this.#total + 1, at, corpid: corp.corpid, agentids, ...noted };
    this.#total += 1;
    return listeners.length;
  }

  #listeners({ corp, event, about, app }: EventInput): App[] {
    const area =
      event === 'change_contact' ? 'directory' : event === 'msgaudit_notify' ? 'archive' : 'customer';
    const apps = app ? [app] : this.#organisation.apps(corp.no).filter((one) => one.areas.includes(area));
    return apps.filter(
      (one) => one.callback !== null && (about === undefined || this.#organisation.sees(one, about)),
    );
  }

  get total(): number {
    return this.#total;
  }

  /** The latest events, oldest first, whether or not anyone listened. */
  latest(limit = RING): SentEvent[] {
    return this.#ring.toSorted((a, b) => a.no - b.no).slice(-limit);
  }
}
