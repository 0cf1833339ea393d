// Who may look at the connection. Its lists are about the machinery of a whole tenant, so they need a data scope of
// everything; differences are about customers and follow the reader's scope.
import { type Actor, forbidden } from '@yutian/kernel';
import { permit } from '@yutian/platform';

interface Asked {
  actor: Actor | null;
}

export function permitReading(context: Asked): Actor {
  return wholeTenant(permit(context, 'connection.read'));
}

export function permitChanging(context: Asked): Actor {
  return wholeTenant(permit(context, 'connection.write'));
}

function wholeTenant(actor: Actor): Actor {
  if (actor.scope.kind !== 'all')
    throw forbidden(
      'SCOPE_TOO_NARROW',
      'This page needs a data scope of everything. Ask your administrator.',
    );
  return actor;
}
