// Codes as files to take along: PNG, SVG and print-ready cards, one by one or many in a zip; on a page, as a picture.
export { drawSvg } from './draw.ts';
export { type CodeToDraw, drawFile, type QrFile, QR_FORMATS, type QrFormat, zipFiles } from './files.ts';
export { fetchPicture, isPlatformPicture } from './platform-picture.ts';
