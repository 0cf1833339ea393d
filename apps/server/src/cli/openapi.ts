// `yutian openapi FILE`: prints the OpenAPI document, so that a change of the API is seen in review.
import { writeFile } from 'node:fs/promises';
import { invalid } from '@yutian/kernel';
import { openApiText } from '../openapi.ts';

export async function openApiCommand([file]: string[]): Promise<void> {
  if (!file) throw invalid('FILE_MISSING', 'Say into which file: yutian openapi docs/openapi.json');
  await writeFile(file, await openApiText());
}
