// Ends a command gracefully: the first Ctrl-C lets it finish its work, a second one insists.

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. Who was started by a program
 * with a channel to it also stops when that program is gone.
 */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve(signal);
      });
    process.once('disconnect', () => resolve('SIGHUP'));
  });
}
