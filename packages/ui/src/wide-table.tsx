// A table of facts that may be wider than its place: it scrolls in a region of its own, which the keyboard reaches even
// where no cell can be focused.
import { Table, type TableProps } from 'antd';

export type WideTableProps<Row> = Omit<TableProps<Row>, 'scroll'> & {
  'aria-label': string;
  /** Pixels; taller tables scroll downwards too. */
  maxHeight?: number;
};

/** Like antd's table, small and without `scroll`. */
export function WideTable<Row extends object>({ maxHeight, ...props }: WideTableProps<Row>) {
  return (
    <div role="region" aria-label={props['aria-label']} tabIndex={0} style={{ overflow: 'auto', maxHeight }}>
      <div style={{ minWidth: 'max-content' }}>
        <Table<Row> size="small" {...props} />
      </div>
    </div>
  );
}
