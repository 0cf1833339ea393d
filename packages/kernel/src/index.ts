// The kernel: words every other package may use. No I/O.
export { type CallMeta } from './call-meta.ts';
export { type Clock, frozenClock, type MovableClock, offsetClock, systemClock } from './clock.ts';
export { csvCell, csvLine, CSV_BOM } from './csv.ts';
export {
  addDays,
  type Day,
  dayOf,
  minuteOfDay,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  MS_PER_SECOND,
  startOfDay,
  toIso,
  weekdayOf,
} from './days.ts';
export { conflict, Fault, type FaultData, type FaultKind, forbidden, invalid, notFound } from './fault.ts';
export { type Id, isId, newId } from './ids.ts';
export { allocate, type Fen, formatYuan, parseYuan } from './money.ts';
export { type Actor, everything, knownStores, type Scope, type TenantId } from './scope.ts';
