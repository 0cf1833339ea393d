// How people are found by any fragment, also of one or two Chinese characters, which trigram indexes cannot serve
// (a sequential scan of 50 ms per 300,000 rows). Every 1- and 2-character fragment of a text is hashed into an integer
// together with the tenant; a GIN index over those finds candidates, and the text itself decides.

// Long texts are cut: a name has 32 characters on the platform, a remark 20.
const LONGEST = 64;

/** The form in which texts and queries are compared: compatibility characters folded, lower case, trimmed. */
export function normalise(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

/** Hashed fragments of texts, without duplicates: what a person's row stores. */
export function gramsOf(tenantId: number, texts: readonly (string | null | undefined)[]): number[] {
  const grams = new Set<number>();
  for (const text of texts) {
    if (!text) continue;
    let last = '';
    let length = 0;
    for (const character of normalise(text)) {
      if (++length > LONGEST) break;
      grams.add(hash(tenantId, character));
      if (last) grams.add(hash(tenantId, last + character));
      last = character;
    }
  }
  return [...grams];
}

/** The fragments that a text must contain to contain the query. */
export function gramsOfQuery(tenantId: number, query: string): number[] {
  const characters = Array.from(normalise(query)).slice(0, LONGEST);
  const [only] = characters;
  if (only === undefined) return [];
  if (characters.length === 1) return [hash(tenantId, only)];
  const grams = new Set<number>();
  for (let i = 1; i < characters.length; i++)
    grams.add(hash(tenantId, `${characters[i - 1]}${characters[i]}`));
  return [...grams];
}

/** FNV-1a over the tenant and the fragment, as PostgreSQL's signed integer. */
function hash(tenantId: number, gram: string): number {
  let h = Math.imul(0x811c9dc5 ^ tenantId, 0x01000193);
  for (let i = 0; i < gram.length; i++) {
    const unit = gram.charCodeAt(i);
    h = Math.imul(h ^ (unit & 0xff), 0x01000193);
    h = Math.imul(h ^ (unit >>> 8), 0x01000193);
  }
  return h | 0;
}
