// What an uploaded file may be. Generous for a year of a brand's orders, small for an attack.

const MIB = 1_048_576;

/** Bytes of an upload. */
export const MAX_UPLOAD = 512 * MIB;
/** Bytes after decompression, of a .gz or of all parts of an XLSX. */
export const MAX_EXPANDED = 2_048 * MIB;
/** Expanded ÷ compressed; real order exports stay under 30, a bomb is at 1,000. Files under 16 MiB expanded pass. */
export const MAX_RATIO = 200;
export const RATIO_FREE = 16 * MIB;
/** Parts of an XLSX. */
export const MAX_ENTRIES = 2_000;
/** The shared strings of an XLSX are kept in memory. */
export const MAX_SHARED_STRINGS = 128 * MIB;
/** Characters of one row, and its columns. */
export const MAX_ROW = MIB;
export const MAX_COLUMNS = 500;
