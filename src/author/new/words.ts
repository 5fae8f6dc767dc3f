/** The words of the example course that `karvan new` writes. */
export type Words = {
  readonly course: string;
  readonly lesson: string;
  readonly test: string;
  readonly text: string;
  readonly picture: string;
  readonly question: string;
  readonly right: string;
  readonly wrong: string;
  readonly praise: string;
  readonly hint: string;
};

const en: Words = {
  course: 'First steps',
  lesson: 'Our first lesson',
  test: 'Test',
  text: 'Write here what people should know. Short sentences help those who read in a second language.\n\nA line with three hyphens begins a new page.',
  picture: 'A road that leads to a flag.',
  question: 'What begins a new page in a lesson?',
  right: 'A line with three hyphens',
  wrong: 'An empty line',
  praise: 'Correct. Write --- with an empty line above and below.',
  hint: 'An empty line begins a new paragraph, not a new page.',
};

const byLanguage: { readonly [lang: string]: Words } = {
  en,
  tr: {
    course: 'İlk adımlar',
    lesson: 'İlk dersimiz',
    test: 'Sınav',
    text: 'Bilinmesi gerekenleri buraya yazın. Kısa cümleler, ikinci dilinde okuyanlara kolaylık sağlar.\n\nÜç kısa çizgiden oluşan bir satır yeni sayfa başlatır.',
    picture: 'Bayrağa giden bir yol.',
    question: 'Derste yeni sayfayı ne başlatır?',
    right: 'Üç kısa çizgiden oluşan satır',
    wrong: 'Boş satır',
    praise: 'Doğru. --- yazın, üstünde ve altında boş satır bırakın.',
    hint: 'Boş satır yeni sayfa değil, yeni paragraf başlatır.',
  },
  az: {
    course: 'İlk addımlar',
    lesson: 'İlk dərsimiz',
    test: 'İmtahan',
    text: 'Bilinməli olanları bura yazın. Qısa cümlələr ikinci dilində oxuyanların işini asanlaşdırır.\n\nÜç defisdən ibarət sətir yeni səhifə açır.',
    picture: 'Bayrağa aparan yol.',
    question: 'Dərsdə yeni səhifəni nə açır?',
    right: 'Üç defisdən ibarət sətir',
    wrong: 'Boş sətir',
    praise: 'Doğrudur. --- yazın, üstündə və altında boş sətir qoyun.',
    hint: 'Boş sətir yeni səhifə yox, yeni abzas açır.',
  },
  kk: {
    course: 'Алғашқы қадамдар',
    lesson: 'Алғашқы сабағымыз',
    test: 'Емтихан',
    text: 'Білу керек нәрселерді осында жазыңыз. Қысқа сөйлемдер екінші тілінде оқитындарға оңай болады.\n\nҮш сызықшадан тұратын жол жаңа бет ашады.',
    picture: 'Туға апаратын жол.',
    question: 'Сабақта жаңа бетті не ашады?',
    right: 'Үш сызықшадан тұратын жол',
    wrong: 'Бос жол',
    praise: 'Дұрыс. --- деп жазып, үстінде және астында бос жол қалдырыңыз.',
    hint: 'Бос жол жаңа бет емес, жаңа абзац ашады.',
  },
  ru: {
    course: 'Первые шаги',
    lesson: 'Наш первый урок',
    test: 'Экзамен',
    text: 'Напишите здесь то, что нужно знать. Короткие предложения помогают тем, кто читает на втором языке.\n\nСтрока из трёх дефисов начинает новую страницу.',
    picture: 'Дорога, ведущая к флагу.',
    question: 'Что начинает новую страницу в уроке?',
    right: 'Строка из трёх дефисов',
    wrong: 'Пустая строка',
    praise: 'Верно. Напишите ---, оставив пустую строку сверху и снизу.',
    hint: 'Пустая строка начинает новый абзац, а не страницу.',
  },
};

/** Words in a language; in English where there are none of its own, to be written over. */
export function wordsIn(lang: string): Words {
  return byLanguage[lang] ?? en;
}
