// Who and where: what the pickers of codes show to people who write codes without reading the organisation.
import { z } from 'zod';
import { id, listOf, page } from '../common.ts';
import { route } from '../route.ts';
import { corpId, text } from './fields.ts';

export const codeStaff = z.object({ staffId: id, name: z.string(), storeName: z.string().nullable() });
export type CodeStaff = z.infer<typeof codeStaff>;

export const codeStore = z.object({ storeId: id, name: z.string() });

export const codeStaffRoutes = {
  listCodeStaff: route(
    'codes',
    'GET',
    '/code-staff',
    'Who can be put behind a code: names and stores, nothing else',
    'Within the asker’s scope. For who writes codes without reading the organisation.',
  )
    .input(
      z.object({
        ...page,
        text,
        corpId: corpId.optional(),
        staffIds: z.array(id).max(100).optional().describe('only these, those who left too'),
      }),
    )
    .output(listOf(codeStaff)),
  listCodeStores: route(
    'codes',
    'GET',
    '/code-stores',
    'The open stores a code can stand in, by name',
    'Within the asker’s scope.',
  )
    .input(z.object({ ...page, text, storeId: id.optional().describe('only this one, a closed one too') }))
    .output(listOf(codeStore)),
};
