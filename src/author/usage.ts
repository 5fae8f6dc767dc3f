/** What can be typed after `karvan`. The server's commands stand here too: people look in one place. */
type Command = { readonly form: string; readonly what: string };

const courses: readonly Command[] = [
  { form: 'new <folder> [--publisher <id>] [--lang <tag>]', what: 'Writes a small example course into a new folder.' },
  { form: 'check <folder> [--format json]', what: 'Says every fault of a course with file, line and mend, and what it costs to download.' },
  { form: 'build <folder> [--keys <dir>] [--out <dir>] [--issued <time>]', what: 'Checks a course and writes it as a signed pack: <out>/packs/<publisher>/<course>/<edition>/. The last line printed is that folder.' },
  { form: 'verify <pack folder> [--trust <address or file> | --key <public.json>]', what: 'Reads a built pack back: signature, every piece, every file.' },
  { form: 'export <pack folder> [--out <file>] [--trust <address or file>]', what: 'Writes a pack as one .karvan file to carry. It holds the same bytes, and any unzip program opens it. With --trust a server’s trust list travels inside: phones that meet no server hear of recalls.' },
  { form: 'layer build <course> [--lang <tags>] [--id <publisher/slug>] [--release <n>] [--into <translations>] [--keys <dir>] [--out <dir>]', what: 'Makes a signed language layer of what was translated and spoken. The last line printed is its folder, which is verified and published like a course.' },
  { form: 'layer endorse <layer folder> [--keys <dir>]', what: 'As the publisher of the course: lets the quiz words and typed answers of somebody else’s layer count.' },
  { form: 'publish <pack folder> --to <address> --as <user>', what: 'Sends a pack to a server. The password is taken from $KARVAN_PASSWORD or asked for.' },
  { form: 'keys new <publisher> [--keys <dir>]', what: 'Makes the key with which a publisher signs. Default folder: $KARVAN_KEYS, else ~/.karvan/keys.' },
  { form: 'keys show [--keys <dir>]', what: 'Lists the keys of a folder.' },
  { form: 'check <folder> --lang <tag> [--into <folder>] [--format json]', what: 'Says what is wrong with a translation: times, numbers, marks, terms, language, and what nobody has translated yet.' },
  { form: 'captions <course> [--lang <tag>] (--asr <address>#<model> | --import <file.srt or .vtt>) [--lesson <id>] [--sound <file>] [--timeout <seconds>] [--force]', what: 'Writes the subtitles of a film in the language that is spoken in it. Key of the engine: $KARVAN_ASR_KEY.' },
  { form: 'speak <course> [--lang <tags>] [--tts espeak | openai=<address>#<model>/<voice>] [--max-rate <1 to 1.25>] [--small] [--price <of a million characters>] [--cost-cap <amount>] [--timeout <seconds>] [--dry-run]', what: 'Speaks the readings of a course, and by their subtitles its films, in the languages that it has itself and in which no voice is recorded, with espeak-ng and ffmpeg where no other engine is named; “karvan build” packs the voices: in AAC, 13 to 17 MB an hour. --small: readings in Opus, 3 MB. Key of the engine: $KARVAN_TTS_KEY. --dry-run says what there is to speak; what was spoken is not spoken twice.' },
  { form: 'translate <course> --to <tags> [--subtitles] [--text] [--quiz] [--voiceover] [--tts espeak | openai=<address>#<model>/<voice>] [--max-rate <1 to 1.25>] [--mt none | libretranslate=<address> | openai=<address>#<model>] [--pivot <tag>] [--glossary <terms.tsv>] [--tm <memory.tmx>] [--price <of a million characters>] [--cost-cap <amount>] [--timeout <seconds>] [--into <folder>] [--dry-run]', what: 'Brings a course into other languages: <course>/translations/<tag>.jsonl. --voiceover speaks films by their subtitles, and readings, with espeak-ng and ffmpeg where no other engine is named. Keys of engines: $KARVAN_MT_KEY, $KARVAN_TTS_KEY. --dry-run says what it would take; a second run asks for nothing twice.' },
  { form: 'review export <course> --to <tag> [--format xliff | xliff12 | vtt | tmx] [--out <file>] [--into <folder>]', what: 'Writes the units of a language for people, Weblate or a bureau: XLIFF 2.0 or 1.2, subtitles, or a memory.' },
  { form: 'review publish <course> --to <tag> --server <address> --as <name> [--into <folder>]', what: 'Hands the units of a language to a server, where people read and mend them at the desk.' },
  { form: 'review fetch <course> --to <tag> --server <address> --as <name> [--into <folder>]', what: 'Takes them back with states, names and times; nothing that was approved is undone.' },
  { form: 'review import <course> <file> --to <tag> [--as machine | reviewed | approved] [--by <name>] [--format <format>] [--lesson <id>] [--into <folder>]', what: 'Takes back what they made of it, with the states of the file; --as and --by say who stands for all its lines.' },
  { form: 'locale check [--lang <tag>] [--locales <dir>]', what: 'Says what the words of Karvan’s own screens lack: keys, plural forms, places for names and numbers. A further language is a folder there and a line in languages.json.' },
];
const server: readonly Command[] = [
  { form: 'serve [--trial]', what: 'Runs the server on the data in $KARVAN_DATA. --trial adds sample courses and trial people at its first start.' },
  { form: 'people import <people.csv> [--cards <cards.html>] [--address <address>] [--new-units]', what: 'Adds, moves and removes people; --cards writes their enrolment codes as cards to print.' },
  { form: 'people password <login>', what: 'Makes a new password for somebody who forgot theirs.' },
  { form: 'keys trust <publisher>.public.json [--publisher <id>] [--name <shown name>]', what: 'Lets a publisher’s key sign courses for this server.' },
  { form: 'keys revoke <key id>', what: 'Believes nothing any more that this key signed.' },
  { form: 'keys withdraw <publisher/course> [--edition <edition>] --reason <text> [--lang <tag>]', what: 'Withdraws a course or one edition of it, with the reason that learners read; once for each language.' },
  { form: 'keys rotate', what: 'Makes a new root, signed by the one before. Phones follow it by themselves.' },
  { form: 'audit verify [--heads <heads.txt>]', what: 'Says whether the log is as it was written, and whether the heads that phones show stand in it.' },
  { form: 'backup <new folder> [--packs]', what: 'Writes what the server holds into a new folder, while it runs.' },
  { form: 'restore <backup folder> [--data <folder>] [--force]', what: 'Puts a backup back into a data folder.' },
];

/** The commands that begin with a word, for a person who typed one wrongly; all when none does. */
export function usageOf(word: string | undefined): string {
  const meant = [...courses, ...server].filter(({ form }) => form.split(' ')[0] === word);
  return meant.length > 0 ? [...meant.flatMap(lines), ''].join('\n') : usage();
}

function usage(): string {
  return ['Karvan carries courses to people whom the network does not reach.', '', 'Courses:', ...courses.flatMap(lines), '', 'Server:', ...server.flatMap(lines), '', 'Commands end with 0 when all is well, 1 when faults were found, 2 when they were typed wrongly.', ''].join('\n');
}

function lines({ form, what }: Command): readonly string[] {
  return [`  karvan ${form}`, `      ${what}`];
}
