// Fatigue: caps weigh earning against losing people, planted decay is found, and targeted sends are warned
// of.
import { expect, test } from 'vitest';
import { fitFatigue, monthlyCap, type SendRow } from './fatigue.ts';
import { seededRandom } from './random.ts';
import { refusalOf } from './testing/refusal.ts';

test('the monthly cap stops where the next touch costs more than it earns', () => {
  const responses = [0.05, 0.04, 0.03, 0.02, 0.01];
  expect(monthlyCap({ responses, margin: 40, valueRemaining: 100, hazard: 0.01 }).touches).toBe(3);
  expect(monthlyCap({ responses, margin: 40, valueRemaining: 0, hazard: 0.5 }).touches).toBe(5);
  expect(monthlyCap({ responses, margin: 40, valueRemaining: 1000, hazard: 0.1 }).touches).toBe(0);
  expect(refusalOf(() => monthlyCap({ responses: [], margin: 1, valueRemaining: 1, hazard: 0 }))).toBe(
    'empty',
  );
  expect(refusalOf(() => monthlyCap({ responses: [2], margin: 1, valueRemaining: 1, hazard: 0 }))).toBe(
    'out-of-range',
  );
});

/** Sends with a planted decay of −.25 per touch; `targeted` sends the best tier more often. */
function sends(targeted: boolean): SendRow[] {
  const random = seededRandom(50);
  return Array.from({ length: 60_000 }, () => {
    const tier = random() < 0.5 ? 'A' : 'B';
    const touches = Math.floor(random() * 5) + (targeted && tier === 'A' ? 3 : 0);
    const daysSince = Math.floor(random() * 10);
    const logit = -1.5 - 0.25 * touches + 0.05 * daysSince + (tier === 'A' ? 1 : 0);
    return { tier, touches, daysSince, responded: random() < 1 / (1 + Math.exp(-logit)) };
  });
}

test('randomised sends show the planted decay within 10 % and no warning', () => {
  const { perTouch, perDaySince, converged, warning } = fitFatigue(sends(false));
  expect(converged).toBe(true);
  expect(Math.abs(perTouch / -0.25 - 1)).toBeLessThan(0.1);
  expect(Math.abs(perDaySince / 0.05 - 1)).toBeLessThan(0.2);
  expect(warning).toBeNull();
});

test('sends that follow value are warned of', () => {
  expect(fitFatigue(sends(true)).warning).toBe('confounded');
  expect(refusalOf(() => fitFatigue([]))).toBe('empty');
});
