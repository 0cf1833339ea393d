// Chooses codes of a list, and downloads them in one zip, as pictures, drawings or cards to print.
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Dropdown, type TableProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

export const QR_FORMATS = ['png', 'svg', 'card'] as const;
/** Where each format of a code is, below the code. */
export const QR_PATHS = { png: 'qr.png', svg: 'qr.svg', card: 'card.svg' } as const;

/** So many fit into the address of the zip. */
const MOST = 200;
type Kind = 'codes' | 'join-codes';

/** The choice of codes in a table, and the buttons for it. @param drawn whether there is a picture to download. */
export function useZip<Row extends { name: string }>(
  of: Kind,
  rows: readonly Row[],
  idOf: (row: Row) => string,
  drawn: (row: Row) => boolean,
) {
  const { t } = useTranslation();
  const [picked, setPicked] = useState<string[]>([]);
  const all = rows.filter(drawn).map(idOf).slice(0, MOST);
  const rowSelection: TableProps<Row>['rowSelection'] = {
    // @NOTE antd repeats the header's checkbox in a hidden row, where it can be focused; so the toolbar selects all.
    hideSelectAll: true,
    selectedRowKeys: picked,
    onChange: (keys) => setPicked(keys.map(String).slice(0, MOST)),
    getCheckboxProps: (row) => ({
      disabled: !drawn(row),
      'aria-label': t('codes.pick', { name: row.name }),
    }),
  };
  const toolbar = (
    <>
      {all.length > 0 && (
        <Button size="small" onClick={() => setPicked(picked.length > 0 ? [] : all)}>
          {t(picked.length > 0 ? 'codes.pickNone' : 'codes.pickAll')}
        </Button>
      )}
      <ZipMenu of={of} ids={picked} />
    </>
  );
  return { rowSelection, toolbar };
}

function ZipMenu({ of, ids }: { of: Kind; ids: readonly string[] }) {
  const { t } = useTranslation();
  if (ids.length === 0) return null;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: QR_FORMATS.map((format) => ({
          key: format,
          label: (
            <a href={`/api/v1/${of}/qr.zip?ids=${ids.join(',')}&format=${format}`} download>
              {t(`code.download.${format}`)}
            </a>
          ),
        })),
      }}
    >
      <Button size="small" type="primary" icon={<DownloadOutlined />}>
        {t('codes.zip', { n: ids.length })}
      </Button>
    </Dropdown>
  );
}
