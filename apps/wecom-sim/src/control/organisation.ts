// Builds and changes the organisation as an administrator does on the console.
import { createHash } from 'node:crypto';
import { ControlError } from '../core/errors.ts';
import { nextNumber } from '../core/numbers.ts';
import type {
  App,
  Area,
  CallbackConfig,
  Corp,
  CorpSettings,
  Department,
  Staff,
} from '../state/organisation.ts';
import type { World } from '../world.ts';
import { appOf, corpOf, staffOf } from './targets.ts';

export interface CorpInput {
  corpid?: string;
  name?: string;
  settings?: Partial<CorpSettings>;
}

export interface AppInput {
  corpid?: string;
  /** A number for a self-built app; `contacts` and `archive` are the built-in secrets. */
  agentid?: string | number;
  name?: string;
  secret?: string;
  areas?: Area[];
  visible?: App['visible'];
  trustedDomains?: string[] | null;
}

export interface DepartmentInput {
  id: number;
  name: string;
  parentid?: number;
  order?: number;
  leaders?: string[];
}

export type StaffInput = { userid: string; name?: string } & Partial<Omit<Staff, 'no' | 'userid' | 'name'>>;

const everyArea: Area[] = ['directory', 'customer', 'message', 'media', 'oauth'];
const builtIn: Record<string, Area[]> = { contacts: ['directory'], archive: ['archive', 'media'] };

/** A secret that is the same in every world, so that a restarted demo keeps its credentials. */
const secretOf = (corp: Corp, agentid: string): string =>
  createHash('sha256').update(`wecom-sim/${corp.corpid}/${agentid}`).digest('base64url');

export function organisationControl(world: World) {
  const { organisation, db } = world;

  function changed(corp: Corp, change: string, fields: Record<string, string | number>): void {
    world.events.emit({ corp, event: 'change_contact', change, fields });
  }

  function saveDepartment(corp: Corp, input: DepartmentInput): Department {
    const known = organisation.department(corp.no, input.id);
    const department: Department = { parentid: 1, order: input.id, leaders: [], ...known, ...input };
    organisation.saveDepartment(corp.no, department);
    changed(corp, known ? 'update_party' : 'create_party', {
      Id: department.id,
      Name: department.name,
      ParentId: department.parentid,
    });
    return department;
  }

  function saveStaff(corp: Corp, input: StaffInput): Staff {
    if (!/^[\w@.-]{1,64}$/.test(input.userid))
      throw new ControlError(`"${input.userid}" is no valid userid.`);
    const known = organisation.staff(corp.no, input.userid);
    const member: Staff = {
      no: known?.no ?? organisation.nextStaffNo(),
      name: input.userid,
      departments: [1],
      position: '',
      mobile: '',
      gender: 0,
      alias: '',
      email: '',
      leader: false,
      status: 1,
      realName: true,
      contact: true,
      archive: true,
      capacity: 20_000,
      leftAt: null,
      lastLogin: world.clock.ms(),
      ...known,
      ...input,
    };
    organisation.saveStaff(corp.no, member);
    changed(corp, known ? 'update_user' : 'create_user', {
      UserID: member.userid,
      Department: member.departments.join(','),
    });
    return member;
  }

  return {
    /** Makes a corp with its root department, or changes one. Returns its credentials-free view. */
    createCorp(input: CorpInput): Corp {
      return db.transaction(() => {
        const corpid =
          input.corpid ??
          `ww${createHash('sha256')
            .update(String(nextNumber(db, 'corp')))
            .digest('hex')
            .slice(0, 16)}`;
        const name = input.name ?? organisation.corp(corpid)?.name ?? corpid;
        const corp = organisation.saveCorp({ corpid, name, settings: input.settings });
        if (!organisation.department(corp.no, 1))
          organisation.saveDepartment(corp.no, { id: 1, name, parentid: 0, order: 1, leaders: [] });
        return corp;
      });
    },

    /** Makes an app, or changes one. The secret is made up when none is given, and always the same one. */
    createApp(input: AppInput): App {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const agentid = String(input.agentid ?? 1_000_001 + organisation.apps(corp.no).length);
        const known = organisation.app(corp.no, agentid);
        const app: App = known ?? {
          corp: corp.no,
          agentid,
          name: agentid,
          secret: secretOf(corp, agentid),
          areas: builtIn[agentid] ?? everyArea,
          visible: null,
          callback: null,
          trustedDomains: null,
        };
        const { corpid: _corpid, agentid: _agentid, ...change } = input;
        Object.assign(app, change);
        organisation.saveApp(app);
        return app;
      });
    },

    /** Every corp with its apps and their secrets: what a product under test must be configured with. */
    corps() {
      return organisation.corps().map((corp) => ({
        ...corp,
        apps: organisation.apps(corp.no),
        staff: organisation.members(corp.no).length,
        departments: organisation.departments(corp.no).length,
      }));
    },

    createDepartments(input: { corpid?: string; departments: DepartmentInput[] }): Department[] {
      const corp = corpOf(world, input.corpid);
      return db.transaction(() => input.departments.map((department) => saveDepartment(corp, department)));
    },

    createStaff(input: { corpid?: string; staff: StaffInput[] }): Staff[] {
      const corp = corpOf(world, input.corpid);
      return db.transaction(() => input.staff.map((member) => saveStaff(corp, member)));
    },

    staff(input: { corpid?: string } = {}): Staff[] {
      return organisation.everyone(corpOf(world, input.corpid).no);
    },

    /** A member leaves: customers stay unassigned, groups lose their owner, delete_user is sent. */
    resign(input: { corpid?: string; userid: string }): Staff {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const member = staffOf(world, corp, input.userid);
        if (member.status === 5) throw new ControlError(`${member.userid} has left already.`);
        member.status = 5;
        member.leftAt = world.clock.ms();
        organisation.saveStaff(corp.no, member);
        for (const { value: group } of world.shelves.groups.all(corp.no))
          if (group.owner === member.userid && !group.dismissed)
            world.shelves.groups.put(corp.no, group.chat_id, { ...group, status: 1 });
        changed(corp, 'delete_user', { UserID: member.userid, Department: member.departments.join(',') });
        return member;
      });
    },

    /**
     * Saves a callback address after it answered the verification GET within a second; with `url: null` there are
     * no callbacks. Refused with errcode 40057 when it does not answer.
     */
    async setCallback(input: {
      corpid?: string;
      agentid: string | number;
      url: string | null;
      token?: string;
      encodingAesKey?: string;
      verify?: boolean;
    }) {
      const corp = corpOf(world, input.corpid);
      const app = appOf(world, corp, input.agentid);
      const { url, token, encodingAesKey, verify = true } = input;
      let callback: CallbackConfig | null = null;
      if (url !== null) {
        if (!/^[A-Za-z0-9]{1,32}$/.test(token ?? ''))
          throw new ControlError('The callback token has 1 to 32 letters and digits.');
        if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey ?? ''))
          throw new ControlError('The EncodingAESKey has exactly 43 letters and digits.');
        callback = { url, token: token ?? '', encodingAesKey: encodingAesKey ?? '' };
        if (
          verify &&
          !(await world.sender.verifies({ ...callback, corpid: corp.corpid, agentid: app.agentid }))
        )
          return {
            errcode: 40057,
            errmsg: 'callback url verification failed: it must answer the decrypted echostr within 1 s',
          };
      }
      app.callback = callback;
      organisation.saveApp(app);
      return { errcode: 0, errmsg: 'ok' };
    },
  };
}
