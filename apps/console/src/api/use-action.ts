// A change with its outcome told: a notice when done, the server's sentence when refused.
import { useMutation } from '@tanstack/react-query';
import { toShownError, useErrorText } from '@yutian/ui';
import { App } from 'antd';
import { queries } from './client.ts';

/**
 * Runs a change. Afterwards everything shown is read again.
 * @param told the notice when it is done.
 */
export function useAction<Input, Output>(
  run: (input: Input) => Promise<Output>,
  told?: string | ((output: Output) => string),
) {
  const { message } = App.useApp();
  const textOf = useErrorText();
  return useMutation({
    mutationFn: run,
    onSuccess: async (output) => {
      if (told) void message.success(typeof told === 'string' ? told : told(output));
      await queries.invalidateQueries();
    },
    onError: (error) => void message.error(textOf(toShownError(error)), 6),
  });
}
