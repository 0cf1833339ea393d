// Corps, their apps, departments and members. Few thousands at most, so they are held in memory and written through.
import type { Database } from '../core/database.ts';
import { ControlError } from '../core/errors.ts';
import { Shelf } from '../core/shelf.ts';

/** What an app's secret may call. */
export type Area = 'directory' | 'customer' | 'message' | 'media' | 'oauth' | 'archive';

export interface CorpSettings {
  /** Bound to a WeChat developer account: customers carry a unionid. */
  unionid: boolean;
  /** Customers receive as many corp mass messages a month as it has days; an admin may set less per week or day. */
  massWeekly: number | null;
  massDaily: number | null;
  tagLimit: number;
  wayLimit: number;
  groupSize: number;
  /** The admin console greets by itself, so that events carry no WelcomeCode. */
  adminWelcome: boolean;
  archive: 'off' | 'ask' | 'default_agree';
  archiveRetentionDays: number;
  /** Remaining units of 获客助手. */
  acquisitionBalance: number;
  acquisitionTotal: number;
}

export interface Corp {
  no: number;
  corpid: string;
  name: string;
  settings: CorpSettings;
}

export interface CallbackConfig {
  url: string;
  token: string;
  encodingAesKey: string;
}

export interface App {
  corp: number;
  /** The number of a self-built app; a name («contacts», «archive») for the built-in secrets. */
  agentid: string;
  name: string;
  secret: string;
  areas: Area[];
  /** The visible range; null is the whole corp. */
  visible: { users: string[]; departments: number[] } | null;
  callback: CallbackConfig | null;
  /** Host names OAuth may return to; null trusts all. */
  trustedDomains: string[] | null;
}

export interface Department {
  id: number;
  name: string;
  parentid: number;
  order: number;
  leaders: string[];
}

export interface Staff {
  no: number;
  userid: string;
  name: string;
  departments: number[];
  position: string;
  mobile: string;
  gender: 0 | 1 | 2;
  alias: string;
  email: string;
  leader: boolean;
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: 1 | 2 | 4 | 5;
  realName: boolean;
  /** Has the 客户联系 right. */
  contact: boolean;
  /** Has a seat of the archive. */
  archive: boolean;
  capacity: number;
  /** Epoch ms of leaving and of the last login. */
  leftAt: number | null;
  lastLogin: number;
}

const defaultSettings: CorpSettings = {
  unionid: true,
  massWeekly: null,
  massDaily: null,
  tagLimit: 10_000,
  wayLimit: 500_000,
  groupSize: 500,
  adminWelcome: false,
  archive: 'ask',
  archiveRetentionDays: 5,
  acquisitionBalance: 1000,
  acquisitionTotal: 1000,
};

interface Books {
  apps: App[];
  departments: Map<number, Department>;
  staff: Map<string, Staff>;
}

/** The organisation chart of every corp. */
export class Organisation {
  readonly #corps: Shelf<Corp>;
  readonly #apps: Shelf<App>;
  readonly #departments: Shelf<Department>;
  readonly #staff: Shelf<Staff>;
  readonly #byCorpid = new Map<string, Corp>();
  readonly #byNo = new Map<number, Corp>();
  readonly #books = new Map<number, Books>();
  readonly #staffByNo = new Map<number, Staff>();
  /** Departments inside each app's visible range; dropped when the chart changes. */
  #ranges = new WeakMap<App, Set<number>>();
  #lastStaff = 0;

  constructor(db: Database) {
    this.#corps = new Shelf(db, 'corp');
    this.#apps = new Shelf(db, 'app');
    this.#departments = new Shelf(db, 'department');
    this.#staff = new Shelf(db, 'staff');
    for (const { value: corp } of this.#corps.all(0)) this.#open(corp);
  }

  #open(corp: Corp): Books {
    const books: Books = {
      apps: this.#apps.all(corp.no).map((kept) => kept.value),
      departments: new Map(this.#departments.all(corp.no).map(({ value }) => [value.id, value])),
      staff: new Map(this.#staff.all(corp.no).map(({ value }) => [value.userid.toLowerCase(), value])),
    };
    for (const member of books.staff.values()) {
      this.#staffByNo.set(member.no, member);
      this.#lastStaff = Math.max(this.#lastStaff, member.no);
    }
    this.#byCorpid.set(corp.corpid, corp);
    this.#byNo.set(corp.no, corp);
    this.#books.set(corp.no, books);
    return books;
  }

  #of(corp: number): Books {
    const books = this.#books.get(corp);
    if (!books) throw new ControlError(`There is no corp number ${corp}.`);
    return books;
  }

  corps(): Corp[] {
    return [...this.#byNo.values()];
  }

  corp(corpid: string): Corp | undefined {
    return this.#byCorpid.get(corpid);
  }

  corpByNo(no: number): Corp {
    const corp = this.#byNo.get(no);
    if (!corp) throw new ControlError(`There is no corp number ${no}.`);
    return corp;
  }

  saveCorp(input: { corpid: string; name: string; settings?: Partial<CorpSettings> | undefined }): Corp {
    const known = this.#byCorpid.get(input.corpid);
    const corp: Corp = known ?? {
      no: this.#byNo.size + 1,
      corpid: input.corpid,
      name: input.name,
      settings: defaultSettings,
    };
    corp.name = input.name;
    corp.settings = { ...corp.settings, ...input.settings };
    this.#corps.put(0, corp.corpid, corp);
    if (!known) this.#open(corp);
    return corp;
  }

  apps(corp: number): App[] {
    return this.#of(corp).apps;
  }

  app(corp: number, agentid: string): App | undefined {
    return this.#of(corp).apps.find((app) => app.agentid === agentid);
  }

  saveApp(app: App): void {
    const { apps } = this.#of(app.corp);
    if (!apps.includes(app)) apps.push(app);
    this.#ranges.delete(app);
    this.#apps.put(app.corp, app.agentid, app);
  }

  departments(corp: number): Department[] {
    return [...this.#of(corp).departments.values()];
  }

  department(corp: number, id: number): Department | undefined {
    return this.#of(corp).departments.get(id);
  }

  saveDepartment(corp: number, department: Department): void {
    this.#of(corp).departments.set(department.id, department);
    this.#ranges = new WeakMap();
    this.#departments.put(corp, String(department.id), department);
  }

  /** The department and everything below it. */
  withChildren(corp: number, id: number): Set<number> {
    const found = new Set([id]);
    const all = this.departments(corp);
    for (let grew = true; grew; ) {
      const before = found.size;
      for (const department of all) if (found.has(department.parentid)) found.add(department.id);
      grew = found.size > before;
    }
    return found;
  }

  /** Members who have not left. */
  members(corp: number): Staff[] {
    return [...this.#of(corp).staff.values()].filter((member) => member.status !== 5);
  }

  /** Everyone the corp ever had, those who left included. */
  everyone(corp: number): Staff[] {
    return [...this.#of(corp).staff.values()];
  }

  /** A member by userid, which is matched without regard to case; also one who left. */
  staff(corp: number, userid: string): Staff | undefined {
    return this.#of(corp).staff.get(userid.toLowerCase());
  }

  staffByNo(no: number): Staff {
    const member = this.#staffByNo.get(no);
    if (!member) throw new ControlError(`There is no member number ${no}.`);
    return member;
  }

  nextStaffNo(): number {
    this.#lastStaff += 1;
    return this.#lastStaff;
  }

  saveStaff(corp: number, member: Staff): void {
    this.#of(corp).staff.set(member.userid.toLowerCase(), member);
    this.#staffByNo.set(member.no, member);
    this.#staff.put(corp, member.userid, member);
  }

  /** Whether the app's visible range covers the member. */
  sees(app: App, member: Staff): boolean {
    if (app.visible === null || app.visible.users.includes(member.userid)) return true;
    let range = this.#ranges.get(app);
    if (!range) {
      range = new Set(app.visible.departments.flatMap((id) => [...this.withChildren(app.corp, id)]));
      this.#ranges.set(app, range);
    }
    return member.departments.some((department) => range.has(department));
  }
}
