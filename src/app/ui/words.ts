/**
 * The interface's words: one language loaded at a time, together with its slice of CLDR. A further language is a folder of words under
 * `locales` and its line in `locales/languages.json`; `karvan locale check` says what it lacks.
 */
import i18next, { type BackendModule } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import slices from 'virtual:cldr';
import names from '../../../locales/languages.json';
import type carry from '../../../locales/en/carry.json';
import type desk from '../../../locales/en/desk.json';
import type file from '../../../locales/en/file.json';
import type layer from '../../../locales/en/layer.json';
import type person from '../../../locales/en/person.json';
import type play from '../../../locales/en/play.json';
import type problem from '../../../locales/en/problem.json';
import type road from '../../../locales/en/road.json';
import type ui from '../../../locales/en/ui.json';
import { formatIn, type Format } from './format.ts';

/** Names of the interface's languages in themselves, by BCP 47 tag, in the order in which people choose. */
export const ownNames: { readonly [lang in InterfaceLanguage]: string } = names;
export type InterfaceLanguage = keyof typeof names;
export const interfaceLanguages = Object.keys(names) as readonly InterfaceLanguage[];

function isInterfaceLanguage(tag: unknown): tag is InterfaceLanguage {
  return (interfaceLanguages as readonly unknown[]).includes(tag);
}

/** The language chosen before on this phone, else the first of the browser's that Karvan speaks, else English. */
export function firstLanguage(chosen: string | null, browser: readonly string[]): InterfaceLanguage {
  const wanted = [chosen, ...browser.map((tag) => tag.split('-')[0])];
  return wanted.find(isInterfaceLanguage) ?? 'en';
}

/** Loads the words and begins; must be awaited before anything is drawn. */
export async function startWords(lang: InterfaceLanguage): Promise<void> {
  await loadFormat(lang);
  await i18next
    .use(files)
    .use(initReactI18next)
    .init({
      lng: lang,
      fallbackLng: false,
      ns: ['ui'],
      defaultNS: 'ui',
      keySeparator: false,
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  showLanguage(lang);
}

/** Fetches further areas of words before a screen asks for them. */
export function loadWords(...areas: ('person' | 'play' | 'desk' | 'problem' | 'road' | 'carry' | 'file' | 'layer')[]): Promise<void> {
  return i18next.loadNamespaces(areas);
}

/** Changes the interface's language everywhere at once. */
export async function speak(lang: InterfaceLanguage): Promise<void> {
  await loadFormat(lang);
  await i18next.changeLanguage(lang);
  showLanguage(lang);
}

function showLanguage(lang: InterfaceLanguage): void {
  Object.assign(document.documentElement, { lang, dir: formatNow(lang).direction });
}

/** Dates, numbers, sizes and days in the interface's language. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  return formatNow(i18n.language);
}

/** The language of the interface. */
export function useLanguage(): InterfaceLanguage {
  const { i18n } = useTranslation();
  return isInterfaceLanguage(i18n.language) ? i18n.language : 'en';
}

function formatNow(lang: string): Format {
  const format = formats.get(lang);
  if (!format) throw new Error(`no CLDR slice of ${lang} is loaded`);
  return format;
}

async function loadFormat(lang: InterfaceLanguage): Promise<void> {
  if (formats.has(lang)) return;
  const slice = (await slices[lang]!()).default;
  formats.set(lang, formatIn(lang, slice));
}

const formats = new Map<string, Format>();

type Words = Record<string, string>;
const wordFiles = import.meta.glob<Words>('../../../locales/*/{ui,person,play,desk,problem,road,carry,file,layer}.json', { import: 'default' });

const files: BackendModule = {
  type: 'backend',
  init: () => undefined,
  // With two parameters i18next takes a promise (i18next BackendConnector.read).
  read: (lang, area): Promise<Words> => {
    const load = wordFiles[`../../../locales/${lang}/${area}.json`];
    return load ? load() : Promise.reject(new Error(`no words ${lang}/${area}`));
  },
};

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ui';
    keySeparator: false;
    resources: { ui: typeof ui; person: typeof person; play: typeof play; desk: typeof desk; problem: typeof problem; road: typeof road; carry: typeof carry; file: typeof file; layer: typeof layer };
  }
}
