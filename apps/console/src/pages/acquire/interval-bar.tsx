// A rate's 95 % interval on a common scale from 0: the band, and the rate as a stroke in it.
import type { Rate } from '@yutian/contract';
import { formatRate } from '@yutian/ui';
import { Flex, theme, Typography } from 'antd';

export function IntervalBar({ rate, highest }: { rate: Rate; highest: number }) {
  const { token } = theme.useToken();
  const { value, low, high } = rate;
  if (value === null || low === null || high === null) return <span>–</span>;
  const at = (share: number) => `${(share / highest) * 100}%`;
  return (
    <Flex gap={8} align="center">
      <div
        aria-hidden
        style={{
          position: 'relative',
          width: 180,
          height: 12,
          borderRadius: 3,
          background: token.colorFillTertiary,
        }}
      >
        <div
          style={{
            position: 'absolute',
            insetBlock: 0,
            left: at(low),
            width: at(high - low),
            borderRadius: 3,
            background: `color-mix(in srgb, ${token.colorPrimary} 35%, transparent)`,
          }}
        />
        <div
          style={{
            position: 'absolute',
            insetBlock: -2,
            left: at(value),
            width: 2,
            background: token.colorPrimary,
          }}
        />
      </div>
      <Typography.Text type="secondary" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {formatRate({ value: low })} – {formatRate({ value: high })}
      </Typography.Text>
    </Flex>
  );
}
