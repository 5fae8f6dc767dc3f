/** Where sentences end, word by word, so that cues and requests to machines are cut there. */

/** Words that end with a full stop and do not end a sentence. */
const inside: { readonly [language: string]: string } = {
  tr: 'dr. prof. doç. yrd. av. sn. op. alb. yzb. örn. bkz. md. s. sf. no. tel. mah. cad. sok. apt. age.',
  az: 'dr. prof. dos. ak. mad. bənd. səh. bax. məs. küç. cən. il. tel. əd.',
  kk: 'ж. жж. ғ. қ. обл. ауд. көш. бет. бап. мыс. қар. проф. тел. млн. мың. ред. г.',
  ru: 'г. гг. ул. д. кв. обл. р. им. см. рис. стр. ст. п. пп. гл. ч. тел. проф. акад. руб. коп. тыс. млн. млрд. т.е. т.н. напр.',
  en: 'mr. mrs. ms. dr. prof. st. no. vs. e.g. i.e. fig. art. sec. approx. dept.',
};
/** Words that end with a full stop and end a sentence only where the next word begins like one. */
const perhaps: { readonly [language: string]: string } = {
  tr: 'vb. vs. vd. mö. ms.',
  az: 's. i.a. b.',
  kk: 'т.б. т.с.с. б.',
  ru: 'т.д. т.п. др. пр. г. руб.',
  en: 'etc. inc. ltd. co. a.m. p.m.',
};

/** Whether a sentence ends with `word`. `next`: the word after it, if any. */
export function endsSentence(word: string, next: string | undefined, lang: string): boolean {
  const bare = word.replace(/["'”’»)\]]+$/u, '');
  if (!/[.!?…]$/u.test(bare)) return false;
  if (next === undefined || !bare.endsWith('.') || bare.endsWith('..')) return true;
  const beginsLikeOne = /^["'“‘«([—–-]*[\p{Lu}\p{N}]/u.test(next);
  const word0 = bare.replace(/^["'“‘«([]+/u, '');
  const lower = word0.toLowerCase();
  const holds = (list: string | undefined) => list?.split(' ').includes(lower) ?? false;
  const [language] = lang.split('-') as [string];
  if (holds(perhaps[language])) return beginsLikeOne;
  // “A. Yılmaz”, “3. madde”: initials and ordinals. A year or a sum at the end of a sentence is longer.
  return !holds(inside[language]) && !/^\p{Lu}\.$/u.test(word0) && !(/^\d{1,2}\.$/.test(word0) && !/^\p{Lu}/u.test(next)) && beginsLikeOne;
}

/** Whether a whole text ends with the end of a sentence. */
export function isWholeSentence(text: string, lang: string): boolean {
  const words = text.trim().split(/\s+/);
  return endsSentence(words.at(-1)!, undefined, lang) && !(inside[lang.split('-')[0]!]?.split(' ').includes(words.at(-1)!.toLowerCase()) ?? false);
}
