/** The compiler's word that every problem has its two sentences in all five languages: what happened, and what is safe and to do. */
import type az from '../../../locales/az/problem.json';
import type en from '../../../locales/en/problem.json';
import type kk from '../../../locales/kk/problem.json';
import type ru from '../../../locales/ru/problem.json';
import type tr from '../../../locales/tr/problem.json';
import type { ProblemCode } from '../../core/problem.ts';
import type { InterfaceLanguage } from './words.ts';

type Sentences = { readonly [key in ProblemCode | `${ProblemCode}.do`]: string };
type Complete<Words extends Sentences> = Words;

export type ProblemWords = { readonly [lang in InterfaceLanguage]: Sentences } & {
  readonly az: Complete<typeof az>;
  readonly tr: Complete<typeof tr>;
  readonly kk: Complete<typeof kk>;
  readonly ru: Complete<typeof ru>;
  readonly en: Complete<typeof en>;
};
