/** All measurements, one after the other. */
import { main as carry } from './carry.ts';
import { main as importFile } from './import.ts';
import { main as ingest } from './ingest.ts';
import { main as install } from './install.ts';
import { main as record } from './record.ts';
import { main as seek } from './seek.ts';
import { main as change } from './switch.ts';
import { main as voice } from './voice.ts';
import { main as voiceover } from './voiceover.ts';

export async function main(args: readonly string[]): Promise<void> {
  for (const measure of [record, install, importFile, seek, ingest, carry, voice, change, voiceover]) await measure(args);
}
