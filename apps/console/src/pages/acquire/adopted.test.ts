import { describe, expect, it } from 'vitest';
import { readStates } from './adopted.ts';

describe('states of another tool', () => {
  it('are read one a line, with or without a name, each once', () => {
    expect(readStates('tmall-1,天猫主码\n\n  douyin_2\t抖音 直播间\njd3\r\ntmall-1，天猫')).toEqual({
      states: [
        { state: 'tmall-1', name: '天猫' },
        { state: 'douyin_2', name: '抖音 直播间' },
        { state: 'jd3', name: 'jd3' },
      ],
      wrongLines: [],
    });
  });

  it('too long a state or name is told by its line', () => {
    const { states, wrongLines } = readStates(`ok\n${'s'.repeat(65)}\nx,${'名'.repeat(61)}`);
    expect(states).toEqual([{ state: 'ok', name: 'ok' }]);
    expect(wrongLines).toEqual([2, 3]);
  });
});
