// What the law asks of whoever holds data of many people, as a dated rule pack.

export const personDuties = {
  /** From here on the page warns that the report comes near. */
  warnFrom: 900_000,
  /** From here on the person in charge of personal information is reported within 30 working days. */
  reportFrom: 1_000_000,
  source: '国家互联网信息办公室《关于开展个人信息保护负责人信息报送工作的公告》(2025-07-18)',
} as const;
