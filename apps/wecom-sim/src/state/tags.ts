// Corp tags and their groups, and the strategy tags that share the same rules.
import type { Database } from '../core/database.ts';
import { numberOf, publicId } from '../core/ids.ts';
import { nextNumber } from '../core/numbers.ts';
import { Shelf } from '../core/shelf.ts';
import { type Relation, type Relations, storedTags, tagNumbers } from './relations.ts';

export interface TagGroup {
  no: number;
  name: string;
  order: number;
  createdSeconds: number;
  /** 0 for corp tags, else the customer strategy they belong to. */
  strategy: number;
  deleted: boolean;
}

export interface Tag {
  no: number;
  group: number;
  name: string;
  order: number;
  createdSeconds: number;
  deleted: boolean;
}

const key = (no: number): string => String(no);

/** The tags of every corp, addressed by number inside and by `et…`/`st…` outside. */
export class Tags {
  readonly #db: Database;
  readonly #groups: Shelf<TagGroup>;
  readonly #tags: Shelf<Tag>;
  /** Names by corp and tag number, for endpoints that print them for 100 customers at once. */
  readonly #cache = new Map<number, Map<number, { tag: Tag; group: TagGroup }>>();

  constructor(db: Database) {
    this.#db = db;
    this.#groups = new Shelf(db, 'tag_group');
    this.#tags = new Shelf(db, 'tag');
  }

  groupId(corp: number, group: TagGroup): string {
    return publicId('tagGroup', group.strategy === 0 ? 'etg' : 'stg', corp, group.no);
  }

  tagId(corp: number, no: number, strategy = 0): string {
    return publicId(strategy === 0 ? 'tag' : 'strategyTag', strategy === 0 ? 'et' : 'st', corp, no);
  }

  groupByPublicId(corp: number, id: string): TagGroup | undefined {
    const no = numberOf('tagGroup', 'etg', corp, id) ?? numberOf('tagGroup', 'stg', corp, id);
    return no === undefined ? undefined : this.#groups.get(corp, key(no));
  }

  tagByPublicId(corp: number, id: string): Tag | undefined {
    const no = numberOf('tag', 'et', corp, id) ?? numberOf('strategyTag', 'st', corp, id);
    return no === undefined ? undefined : this.#tags.get(corp, key(no));
  }

  groups(corp: number, strategy = 0): TagGroup[] {
    return this.#groups
      .all(corp)
      .map((kept) => kept.value)
      .filter((group) => group.strategy === strategy);
  }

  tags(corp: number): Tag[] {
    return this.#tags.all(corp).map((kept) => kept.value);
  }

  liveCount(corp: number): number {
    return this.tags(corp).filter((tag) => !tag.deleted).length;
  }

  addGroup(corp: number, group: Omit<TagGroup, 'no' | 'deleted'>): TagGroup {
    const made: TagGroup = { no: nextNumber(this.#db, 'tag'), deleted: false, ...group };
    this.saveGroup(corp, made);
    return made;
  }

  addTag(corp: number, tag: Omit<Tag, 'no' | 'deleted'>): Tag {
    const made: Tag = { no: nextNumber(this.#db, 'tag'), deleted: false, ...tag };
    this.saveTag(corp, made);
    return made;
  }

  saveGroup(corp: number, group: TagGroup): void {
    this.#groups.put(corp, key(group.no), group);
    this.#cache.delete(corp);
  }

  saveTag(corp: number, tag: Tag): void {
    this.#tags.put(corp, key(tag.no), tag);
    this.#cache.delete(corp);
  }

  groupByNo(corp: number, no: number | undefined): TagGroup | undefined {
    return no === undefined ? undefined : this.#groups.get(corp, key(no));
  }

  /** Deletes tags; a group vanishes with its last one. */
  remove(corp: number, doomed: readonly Tag[]): void {
    for (const tag of doomed) this.saveTag(corp, { ...tag, deleted: true });
    const alive = new Set(
      this.tags(corp)
        .filter((tag) => !tag.deleted)
        .map((tag) => tag.group),
    );
    for (const no of new Set(doomed.map((tag) => tag.group))) {
      const group = this.groupByNo(corp, no);
      if (group && !alive.has(no)) this.saveGroup(corp, { ...group, deleted: true });
    }
  }

  /** Puts tags on a relation and takes others off; returns the public ids that are no live tag. */
  mark(
    relations: Relations,
    corp: number,
    relation: Relation,
    add: readonly string[],
    remove: readonly string[],
  ): string[] {
    const live = this.live(corp);
    const unknown: string[] = [];
    const numbers = (ids: readonly string[]): number[] =>
      ids.flatMap((id) => {
        const tag = this.tagByPublicId(corp, id);
        if (tag && live.has(tag.no)) return [tag.no];
        unknown.push(id);
        return [];
      });
    const added = numbers(add);
    const removed = new Set(numbers(remove));
    const kept = [...tagNumbers(relation.tags), ...added].filter((no) => !removed.has(no));
    if (added.length + removed.size > 0) relations.set(relation.id, { tags: storedTags(kept) });
    return unknown;
  }

  /** Live tags with their groups, by number. */
  live(corp: number): Map<number, { tag: Tag; group: TagGroup }> {
    let index = this.#cache.get(corp);
    if (!index) {
      const groups = new Map(this.#groups.all(corp).map(({ value }) => [value.no, value]));
      index = new Map();
      for (const tag of this.tags(corp)) {
        const group = groups.get(tag.group);
        if (!tag.deleted && group && !group.deleted) index.set(tag.no, { tag, group });
      }
      this.#cache.set(corp, index);
    }
    return index;
  }
}
