// Sends the file of parcels: version,day,batch,cards.
import { postFile } from './post-file.ts';

/** Answers how many lines were taken. A wrong line refuses the whole file and is named. */
export async function uploadExposures(cardId: string, file: File): Promise<number> {
  const { entered } = await postFile<{ entered: number }>(
    `/api/v1/package-cards/${cardId}/exposures.csv`,
    file,
    'text/csv',
  );
  return entered;
}
