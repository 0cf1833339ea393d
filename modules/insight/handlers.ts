// Contract → access → verb → view.
import { implement } from '@orpc/server';
import { contract } from '@yutian/contract';
import { type Ground, permit, type RequestContext } from '@yutian/platform';
import { type MessageSources, showBreakdown, showOverview, showRows } from './show-overview.ts';

export function insightRouter(ground: Ground, sources: MessageSources) {
  const os = implement(contract.insight).$context<RequestContext>();
  return os.router({
    overview: os.overview.handler(({ input, context }) =>
      showOverview(ground, sources, permit(context, 'home.read'), input),
    ),
    breakdown: os.breakdown.handler(({ input, context }) =>
      showBreakdown(ground, permit(context, 'home.read'), input),
    ),
    rows: os.rows.handler(({ input, context }) => showRows(ground, permit(context, 'home.read'), input)),
  });
}
