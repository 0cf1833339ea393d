// A chart, its table, and its CSV: the same numbers three ways. ECharts is loaded only where a chart is.
import { BarChart, LineChart } from 'echarts/charts';
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { Button, Card, Flex, Segmented, theme } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadCsv } from './csv.ts';
import { CHART_COLORS } from './theme.ts';
import { WideTable } from './wide-table.tsx';

echarts.use([
  BarChart,
  LineChart,
  GridComponent,
  TooltipComponent,
  LegendComponent,
  DatasetComponent,
  AriaComponent,
  MarkLineComponent,
  CanvasRenderer,
]);

export interface ChartProps {
  title: string;
  /** Column headings; the first is the axis. */
  columns: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
  kind: 'line' | 'bar' | 'stacked' | 'funnel';
  height?: number;
  /** How a value reads in tooltip and table. */
  format?: (value: number) => string;
  /** Opens the rows behind a point: its axis value and series. */
  onOpen?: (axis: string, series: string) => void;
}

export function Chart({ title, columns, rows, kind, height = 280, format = String, onOpen }: ChartProps) {
  const { t } = useTranslation();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  return (
    <Card
      size="small"
      title={title}
      extra={
        <Flex gap={8}>
          <Segmented
            size="small"
            value={view}
            onChange={setView}
            options={[
              { value: 'chart', label: t('ui.chart') },
              { value: 'table', label: t('ui.table') },
            ]}
          />
          <Button size="small" onClick={() => downloadCsv(title, columns, rows)}>
            {t('ui.export')}
          </Button>
        </Flex>
      }
    >
      {view === 'chart' ? (
        <Canvas {...{ title, columns, rows, kind, height, format, onOpen }} />
      ) : (
        <WideTable
          aria-label={title}
          maxHeight={height}
          pagination={false}
          rowKey={(row) => String(row[0])}
          dataSource={rows.map((row) => [...row])}
          columns={columns.map((name, i) => ({
            title: name,
            dataIndex: i,
            key: name,
            render: (value: string | number | null) =>
              typeof value === 'number' ? format(value) : (value ?? '–'),
          }))}
        />
      )}
    </Card>
  );
}

type CanvasProps = Required<Pick<ChartProps, 'title' | 'columns' | 'rows' | 'kind' | 'height' | 'format'>> & {
  onOpen: ChartProps['onOpen'];
};

function Canvas({ title, columns, rows, kind, height, format, onOpen }: CanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const { token } = theme.useToken();
  const {
    colorText: text,
    colorTextDescription: quiet,
    colorBorderSecondary: line,
    colorBgElevated: raised,
  } = token;
  useEffect(() => {
    if (!box.current) return;
    const ink = { text, quiet, line, raised };
    const chart = echarts.init(box.current);
    const resize = new ResizeObserver(() => chart.resize());
    resize.observe(box.current);
    chart.setOption(optionOf(columns, rows, kind, format, title, ink));
    chart.on('click', (event) => onOpen?.(String(event.name), String(event.seriesName ?? '')));
    return () => {
      resize.disconnect();
      chart.dispose();
    };
  }, [columns, rows, kind, format, onOpen, title, text, quiet, line, raised]);
  return <div ref={box} style={{ height, width: '100%' }} role="img" aria-label={title} />;
}

/** The theme's colours for words, axes, lines and the tooltip: echarts draws on a canvas and knows no theme of ours. */
interface Ink {
  text: string;
  quiet: string;
  line: string;
  raised: string;
}

function optionOf(
  columns: ChartProps['columns'],
  rows: ChartProps['rows'],
  kind: ChartProps['kind'],
  format: (value: number) => string,
  title: string,
  ink: Ink,
) {
  const shared = {
    color: CHART_COLORS,
    textStyle: { color: ink.text },
    aria: { enabled: true, label: { description: title } },
    animationDuration: 200,
    tooltip: {
      backgroundColor: ink.raised,
      borderColor: ink.line,
      textStyle: { color: ink.text },
      trigger: kind === 'funnel' ? 'item' : 'axis',
      valueFormatter: (value: unknown) => (typeof value === 'number' ? format(value) : '–'),
    },
  };
  if (kind === 'funnel') return funnelOf(shared, rows, format, ink);
  return {
    ...shared,
    grid: { left: 8, right: 16, top: columns.length > 2 ? 32 : 12, bottom: 4, containLabel: true },
    legend:
      columns.length > 2
        ? {
            top: 0,
            left: 0,
            icon: 'roundRect',
            itemWidth: 12,
            itemHeight: 8,
            textStyle: { color: ink.quiet },
          }
        : undefined,
    xAxis: {
      type: 'category',
      data: rows.map((row) => String(row[0])),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.quiet },
    },
    yAxis: {
      type: 'value',
      min: 0,
      minInterval: 1,
      axisLabel: { color: ink.quiet, formatter: (value: number) => format(value) },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: columns.slice(1).map((name, i) => ({
      name,
      type: kind === 'line' ? 'line' : 'bar',
      stack: kind === 'stacked' ? 'all' : undefined,
      showSymbol: rows.length < 40,
      barMaxWidth: 28,
      data: rows.map((row) => row[i + 1] ?? null),
    })),
  };
}

/** Steps as bars from the top, each with its count and its share of the first: small steps stay readable. */
function funnelOf(shared: object, rows: ChartProps['rows'], format: (value: number) => string, ink: Ink) {
  const first = Number(rows[0]?.[1] ?? 0);
  const share = (value: number) => (first === 0 ? '' : `  ${((value / first) * 100).toFixed(1)}%`);
  return {
    ...shared,
    grid: { left: 8, right: 96, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: 'value', show: false, min: 0 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map((row) => String(row[0])),
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { color: ink.quiet },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 32,
        label: {
          show: true,
          position: 'right',
          color: ink.text,
          textBorderWidth: 0,
          formatter: (p: { value: number }) => `${format(p.value)}${share(p.value)}`,
        },
        data: rows.map(([, value], i) => ({
          value: Number(value ?? 0),
          itemStyle: { color: CHART_COLORS[i % CHART_COLORS.length] },
        })),
      },
    ],
  };
}
