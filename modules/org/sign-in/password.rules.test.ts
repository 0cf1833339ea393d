import { expect, it } from 'vitest';
import { passwordWeakness } from './password.rules.ts';

it.each([
  ['1234567', 'short'],
  ['Password123', 'common'],
  ['abababab', 'repeats'],
  ['xx-operator-xx', 'login'],
  ['correct horse', undefined],
  ['春天的第一杯奶茶', undefined],
])('the password «%s» is judged %s', (password, reason) => {
  expect(passwordWeakness(password, 'operator')).toBe(reason);
});
