// A change with its outcome told: a notice when done, the server's sentence when refused.
import { useMutation } from '@tanstack/react-query';
import { toShownError, useErrorText } from '@yutian/ui';
import { App } from 'antd';
import { queries } from './client.ts';

/**
 * Runs a change. Afterwards everything shown is read again.
 * @param told the notice when it is done.
 * @param onStale instead of the notice when somebody has changed it meanwhile.
 */
export function useAction<Input, Output>(
  run: (input: Input) => Promise<Output>,
  told?: string | ((output: Output) => string),
  onStale?: () => void,
) {
  const { message } = App.useApp();
  const textOf = useErrorText();
  return useMutation({
    mutationFn: run,
    onSuccess: async (output) => {
      if (told) void message.success(typeof told === 'string' ? told : told(output));
      await queries.invalidateQueries();
    },
    onError: (error) => {
      const shown = toShownError(error);
      const stale = shown.code === 'EDITED_MEANWHILE';
      if (stale && onStale) return onStale();
      if (stale) void queries.invalidateQueries();
      return void message.error(textOf(shown), 6);
    },
  });
}
