// Every route of the simulated platform, by the area whose permission it needs.
import { Routes } from '../router.ts';
import { acquisitionRoutes } from './acquisition.ts';
import { appMessageRoutes } from './app-messages.ts';
import { archiveRoutes } from './archive.ts';
import { contactWayRoutes } from './contact-ways.ts';
import { customerRoutes } from './customers.ts';
import { directoryRoutes } from './directory.ts';
import { groupRoutes } from './group-chats.ts';
import { massRoutes } from './mass-messages.ts';
import { mediaRoutes } from './media.ts';
import { momentRoutes } from './moments.ts';
import { oauthRoutes } from './oauth.ts';
import { ruleAndAlbumRoutes } from './rules-albums.ts';
import { statisticsRoutes } from './statistics.ts';
import { strategyRoutes } from './strategies.ts';
import { tagRoutes } from './tags.ts';
import { getToken } from './tokens.ts';
import { transferRoutes } from './transfers.ts';
import { welcomeRoutes } from './welcome.ts';

export function allRoutes(): Routes {
  return new Routes()
    .addOpen('GET gettoken', getToken)
    .add('directory', directoryRoutes)
    .add('customer', {
      ...customerRoutes,
      ...tagRoutes,
      ...strategyRoutes,
      ...contactWayRoutes,
      ...welcomeRoutes,
      ...massRoutes,
      ...momentRoutes,
      ...transferRoutes,
      ...groupRoutes,
      ...statisticsRoutes,
      ...acquisitionRoutes,
      ...ruleAndAlbumRoutes,
    })
    .add('message', appMessageRoutes)
    .add('media', mediaRoutes)
    .add('oauth', oauthRoutes)
    .add('archive', archiveRoutes);
}
