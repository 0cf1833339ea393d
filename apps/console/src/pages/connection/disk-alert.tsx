// Says that the server's disk is full or nearly so, what that stops, and what to do.
import type { SyncHealth } from '@yutian/contract';
import { formatInstant } from '@yutian/ui';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';

const MIB = 2 ** 20;

export function DiskAlert({ disk }: { disk: SyncHealth['disk'] }) {
  const { t } = useTranslation();
  if (disk.state === 'ok') return null;
  const free = disk.freeBytes === null ? t('disk.unknown') : `${Math.floor(disk.freeBytes / MIB)} MB`;
  return (
    <Alert
      showIcon
      type={disk.state === 'full' ? 'error' : 'warning'}
      title={t(`disk.${disk.state}`)}
      description={t(`disk.${disk.state}Why`, { free, time: formatInstant(disk.since) })}
    />
  );
}
