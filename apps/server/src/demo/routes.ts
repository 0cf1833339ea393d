// The demo bar's addresses. They exist only beside the simulator; a real installation answers 404.
import { conflict, invalid, toIso } from '@yutian/kernel';
import { permit } from '@yutian/platform';
import type { FastifyInstance } from 'fastify';
import type { Play } from './play.ts';

/** Serves the demo bar. `play` comes when the brand is seeded; until then the bar shows that it is being set up. */
export function demoRoutes(play: () => Play | undefined, simulator: string) {
  return (http: FastifyInstance) => {
    http.get('/api/v1/demo', (request) => {
      permit(request, 'demo.play');
      const state = play()?.state();
      return state
        ? {
            ready: true,
            busy: state.busy,
            progress: state.progress,
            failure: state.failure,
            now: toIso(state.nowMs),
            aheadMs: state.aheadMs,
            simulator,
          }
        : { ready: false, simulator };
    });
    http.post<{ Body: { n?: number } }>('/api/v1/demo/crowd', (request, reply) => {
      permit(request, 'demo.play');
      ready(play).crowd(whole(request.body?.n, 1, 2_000));
      return reply.status(202).send({ ok: true });
    });
    http.post<{ Body: { days?: number } }>('/api/v1/demo/advance', (request, reply) => {
      permit(request, 'demo.play');
      ready(play).advance(whole(request.body?.days, 1, 31));
      return reply.status(202).send({ ok: true });
    });
    http.post('/api/v1/demo/cancel', (request) => {
      permit(request, 'demo.play');
      play()?.cancel();
      return { ok: true };
    });
  };
}

function ready(play: () => Play | undefined): Play {
  const found = play();
  if (found) return found;
  throw conflict('DEMO_BUSY', 'The brand is still being set up. Try again in a moment.');
}

function whole(value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid('INPUT_INVALID', `Give a whole number from ${least} to ${most}.`, {
    fields: [`${least}…${most}`],
  });
}
