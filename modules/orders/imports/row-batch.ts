// A batch of read rows on its way into the database, column by column.
import { type Id, type TenantId } from '@yutian/kernel';
import type { Tx, Vault } from '@yutian/platform';
import { bytes, numbers, texts } from '../array-literal.ts';
import { insertErrors, insertRows } from './imports.sql.ts';
import type { RowFact, RowFault } from './read-row.rules.ts';

export class RowBatch {
  readonly #tenantId: TenantId;
  readonly #importId: Id;
  readonly #vault: Vault;
  readonly #lines: number[] = [];
  readonly #facts: RowFact[] = [];
  readonly #faultLines: number[] = [];
  readonly #faults: RowFault[] = [];

  constructor(tenantId: TenantId, importId: Id, vault: Vault) {
    this.#tenantId = tenantId;
    this.#importId = importId;
    this.#vault = vault;
  }

  take(line: number, fact: RowFact): void {
    this.#lines.push(line);
    this.#facts.push(fact);
  }

  refuse(line: number, fault: RowFault): void {
    this.#faultLines.push(line);
    this.#faults.push(fault);
  }

  get taken(): number {
    return this.#facts.length;
  }
  get refused(): number {
    return this.#faults.length;
  }
  get size(): number {
    return this.taken + this.refused;
  }

  /** Writes the batch with the transaction. */
  async store(tx: Tx): Promise<void> {
    const facts = this.#facts;
    const ids = { tenantId: this.#tenantId, importId: this.#importId };
    if (facts.length > 0)
      await insertRows(tx, {
        ...ids,
        line: numbers(this.#lines),
        orderNo: texts(facts.map((f) => f.orderNo)),
        createdAtMs: numbers(facts.map((f) => f.createdAtMs)),
        paidAtMs: numbers(facts.map((f) => f.paidAtMs)),
        state: texts(facts.map((f) => f.state)),
        isReturn: numbers(facts.map((f) => f.isReturn)),
        totalFen: numbers(facts.map((f) => f.totalFen)),
        paidFen: numbers(facts.map((f) => f.paidFen)),
        refundedFen: numbers(facts.map((f) => f.refundedFen)),
        refundedAtMs: numbers(facts.map((f) => f.refundedAtMs)),
        province: texts(facts.map((f) => f.province)),
        buyerId: texts(facts.map((f) => f.buyerId)),
        evidence: bytes(facts.map((f) => this.#sealed(f.person))),
        sku: texts(facts.map((f) => f.sku)),
        productName: texts(facts.map((f) => f.productName)),
        quantity: numbers(facts.map((f) => f.quantity)),
        unitPriceFen: numbers(facts.map((f) => f.unitPriceFen)),
        amountFen: numbers(facts.map((f) => f.amountFen)),
      });
    if (this.#faults.length > 0)
      await insertErrors(tx, {
        ...ids,
        lines: this.#faultLines,
        codes: this.#faults.map((f) => f.code),
        columns: this.#faults.map((f) => f.column),
        orderNos: this.#faults.map((f) => f.orderNo),
        reasons: this.#faults.map((f) => f.reason),
      });
  }

  #sealed(person: RowFact['person']): Buffer | null {
    return person && this.#vault.seal(this.#tenantId, JSON.stringify(person));
  }
}
