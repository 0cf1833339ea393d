// Plays what members do with the tasks an app gave them, and how customers answer a transfer.
import { ControlError } from '../core/errors.ts';
import { publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import type { MassMessage, Moment } from '../state/shelves.ts';
import { NOT_FRIEND, OVER_QUOTA, SENT, TASK_DONE } from '../state/mass.ts';
import type { World } from '../world.ts';
import { corpOf, personIdOf, staffOf } from './targets.ts';

interface TaskInput {
  corpid?: string;
  msgid: string;
  userid: string;
}

export interface ConfirmedMass {
  sent: number;
  not_friend: number;
  over_quota: number;
}

export function taskControl(world: World) {
  const { db, mass, moments } = world;

  const summary = (counts: Record<number, number>): ConfirmedMass => ({
    sent: counts[SENT] ?? 0,
    not_friend: counts[NOT_FRIEND] ?? 0,
    over_quota: counts[OVER_QUOTA] ?? 0,
  });

  function momentOf(corp: { no: number; corpid: string }, id: string): Moment {
    const moment = world.shelves.moments.get(corp.no, id);
    if (!moment) throw new ControlError(`${corp.corpid} has no moment ${id}.`);
    return moment;
  }

  return {
    /** The member taps «send»: every customer of the task gets the message, or is counted with the reason why not. */
    confirmMass(input: TaskInput & { chat_ids?: string[] }): ConfirmedMass {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const message = world.shelves.masses.get(corp.no, input.msgid);
        if (!message) throw new ControlError(`There is no mass message ${input.msgid}.`);
        if (message.cancelled) throw new ControlError('This mass message was cancelled.');
        const member = staffOf(world, corp, input.userid);
        const task = db.get<{ status: number }>(
          'SELECT status FROM mass_task WHERE task = ? AND staff = ?',
          message.msgid,
          member.no,
        );
        if (!task) throw new ControlError(`${member.userid} has no task of this message.`);
        if (task.status === TASK_DONE) throw new ControlError(`${member.userid} has sent it already.`);
        return summary(mass.confirm(corp, message, member, input.chat_ids));
      });
    },

    /** The tasks that wait for members, oldest first. */
    massTasks(
      input: { corpid?: string; userid?: string } = {},
    ): { msgid: string; userid: string; created: number }[] {
      const corp = corpOf(world, input.corpid);
      return world.shelves.masses.all(corp.no).flatMap(({ value: message }) =>
        message.cancelled
          ? []
          : mass
              .tasks(message.msgid, 0, Number.MAX_SAFE_INTEGER)
              .filter((task) => task.status !== TASK_DONE)
              .map((task) => ({
                msgid: message.msgid,
                userid: world.organisation.staffByNo(task.staff).userid,
                created: message.created,
              }))
              .filter((task) => input.userid === undefined || task.userid === input.userid),
      );
    },

    /** A member sends a mass message of his own, at once. */
    sendPersonalMass(input: {
      corpid?: string;
      userid: string;
      text: string;
      external_userids?: string[];
    }): ConfirmedMass & { msgid: string } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const member = staffOf(world, corp, input.userid);
        const people =
          input.external_userids?.map((id) => personIdOf(corp, id)) ?? world.relations.personsOf(member.no);
        const message: MassMessage = {
          msgid: publicId('message', 'msgSim', corp.no, nextNumber(db, 'message')),
          agentid: null,
          creator: member.userid,
          chat_type: 'single',
          created: world.clock.seconds(),
          text: { content: input.text },
          attachments: [],
          cancelled: false,
          reminders: [],
        };
        mass.create(
          corp,
          message,
          people.map((person) => ({ staff: member.no, person, chat: null })),
        );
        return { msgid: message.msgid, ...summary(mass.confirm(corp, message, member, undefined)) };
      });
    },

    /** A member publishes his part of a corp moment, or without `moment_id` one of his own. */
    publishMoment(input: { corpid?: string; userid: string; moment_id?: string; text?: string }): {
      moment_id: string;
      audience: number;
    } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const member = staffOf(world, corp, input.userid);
        const own = {
          creator: member.userid,
          text: { content: input.text ?? '' },
          attachments: [],
          visible_type: 1 as const,
          tags: [],
        };
        const moment =
          input.moment_id === undefined
            ? moments.create(corp, own, [member])
            : momentOf(corp, input.moment_id);
        if (moment.cancelled) throw new ControlError('This moment was cancelled.');
        if (!(member.userid in moment.tasks))
          throw new ControlError(`${member.userid} has no task of this moment.`);
        return { moment_id: moment.moment_id, audience: moments.publish(corp, moment, member) };
      });
    },

    /** A customer or a member likes a published moment or comments on it. */
    reactToMoment(input: {
      corpid?: string;
      moment_id: string;
      publisher: string;
      by: string;
      like?: boolean;
    }): { ok: true } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const moment = momentOf(corp, input.moment_id);
        if (!moment.tasks[input.publisher])
          throw new ControlError(`${input.publisher} has not published it.`);
        const external = world.organisation.staff(corp.no, input.by) === undefined;
        if (external) personIdOf(corp, input.by);
        moment.comments.push({
          by: input.by,
          external,
          publisher: input.publisher,
          at: world.clock.seconds(),
          like: input.like ?? false,
        });
        world.shelves.moments.put(corp.no, moment.moment_id, moment);
        return { ok: true };
      });
    },

    /** The customer refuses to be moved to another member. */
    refuseTransfer(input: { corpid?: string; external_userid: string }): { ok: true } {
      return db.transaction(() => {
        const corp = corpOf(world, input.corpid);
        const transfer = world.transfers.waiting(corp.no, personIdOf(corp, input.external_userid));
        if (!transfer) throw new ControlError('No transfer of this customer is waiting.');
        world.transfers.refuse(transfer);
        return { ok: true };
      });
    },
  };
}
