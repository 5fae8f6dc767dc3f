/** What the browser's side of the measurements can be asked to do. */
import { importFile, showPicker, storeFile } from './import.page.ts';
import { heldBytes, install, installWatched, restWatched } from './install.page.ts';
import { records } from './record.page.ts';
import { keepFile, keepPieces, openFilm, seeks } from './seek.page.ts';
import { together } from './voice.page.ts';

const bench = { importFile, storeFile, showPicker, install, installWatched, restWatched, heldBytes, keepFile, keepPieces, openFilm, seeks, records, together };

declare global {
  var bench: Bench;
}
type Bench = typeof bench;

globalThis.bench = bench;
