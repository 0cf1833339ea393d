// Addresses → pages. Filters live in the URL; each page's code is loaded when it is opened.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { loadMe } from './api/session.ts';
import { NotFound, RouteError, RoutePending } from './layout/route-states.tsx';
import { Shell } from './layout/shell.tsx';
import { firstPage } from './pages/first-page.ts';
import { PAGES } from './pages/registry.ts';

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { to?: string | undefined } => ({
    to: typeof search.to === 'string' ? search.to : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx')),
});

const setPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-password',
  component: lazyRouteComponent(() => import('./pages/sign-in/set-password-page.tsx')),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: Shell,
  errorComponent: RouteError,
  pendingComponent: RoutePending,
  beforeLoad: async ({ location }) => {
    if (!(await loadMe())) throw redirect({ to: '/sign-in', search: { to: location.href } });
  },
});

const pageRoutes = PAGES.map((entry) =>
  createRoute({
    getParentRoute: () => shellRoute,
    path: entry.path,
    component: lazyRouteComponent(entry.load),
    errorComponent: RouteError,
    ...(entry.path === '/' && { beforeLoad: toFirstPage }),
  }),
);

/** Who may not see the overview arrives on the first page that is his. */
async function toFirstPage(): Promise<void> {
  const path = firstPage((await loadMe())?.permissions ?? []);
  if (path !== '/') throw redirect({ to: path as never });
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([signInRoute, setPasswordRoute, shellRoute.addChildren(pageRoutes)]),
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
