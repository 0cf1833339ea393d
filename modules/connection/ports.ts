// What connection needs of its neighbours; the composition root hands it over.
import type { AddIntake, CorpDirectory, CustomerIntake, GroupIntake, StaffDirectory } from '@yutian/contract';
import type { TenantId } from '@yutian/kernel';
import type { Tx } from '@yutian/platform';

export interface ConnectionPorts {
  corps: CorpDirectory<Tx>;
  staff: StaffDirectory<Tx>;
  customers: CustomerIntake<Tx>;
  adds?: AddIntake<Tx>;
  groups?: GroupIntake<Tx>;
  /** org's verb: reads the corp's directory to its end. */
  readDirectory(tenantId: TenantId, corpId: string, signal: AbortSignal): Promise<unknown>;
}
