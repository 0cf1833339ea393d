// Every route of the simulated platform, by the area whose permission it needs.
import { Routes } from '../router.ts';
import { contactWayRoutes } from './contact-ways.ts';
import { customerRoutes } from './customers.ts';
import { directoryRoutes } from './directory.ts';
import { getToken } from './tokens.ts';
import { welcomeRoutes } from './welcome.ts';

export function allRoutes(): Routes {
  return new Routes()
    .addOpen('GET gettoken', getToken)
    .add('directory', directoryRoutes)
    .add('customer', { ...customerRoutes, ...contactWayRoutes, ...welcomeRoutes });
}
