// The OpenAPI document of the product; docs/openapi.json is its print.
import * as parts from '@yutian/contract';
import { generateOpenApi } from '@yutian/platform';

/** Makes the document of the whole contract. */
export const openApiDocument = (): Promise<object> =>
  generateOpenApi(
    parts.contract,
    { title: 'Yutian 域田', version: '1', description: 'Private-domain operation on WeCom.' },
    parts,
  );

/** The document as text, as it is printed and compared. */
export const openApiText = async (): Promise<string> =>
  `${JSON.stringify(await openApiDocument(), null, 1)}\n`;
