import type { Words } from './words.ts';

/** The files of an example course by path. `id`: publisher/slug. */
export function templateFiles(id: string, lang: string, words: Words): ReadonlyMap<string, string> {
  return new Map([
    ['course.yaml', courseYaml(id, lang, words)],
    [`lessons/first-lesson.${lang}.md`, `# ${words.lesson}\n\n${words.text}\n\n---\n\n![${words.picture}](../pictures/road.svg)\n`],
    ['pictures/road.svg', road],
    ['quiz/test.yaml', quizYaml(lang, words)],
  ]);
}

const courseYaml = (id: string, lang: string, words: Words) => `# A course for Karvan. Change what stands here, then run: karvan check <this folder>
karvan: 1

# Who publishes it, and its short name. Neither may change once people have the course.
id: ${id}

# One more with every release.
release: 1

# Under which licence people may use it. CC-BY-4.0 lets everybody use it who names you.
licence: CC-BY-4.0

# The language it is written in, and all languages that it has. With a second language, say ru: add it here,
# add “ru: …” below every “${lang}: …”, and write lessons/first-lesson.ru.md.
source: ${lang}
languages: [${lang}]
# Translations that a person has read and found good. The others are shown as machine-made.
reviewed: []

title:
  ${lang}: ${JSON.stringify(words.course)}
picture: pictures/road.svg

lessons:
  - id: first-lesson
    title:
      ${lang}: ${JSON.stringify(words.lesson)}
    minutes: 2
    # Stands for lessons/first-lesson.${lang}.md and the same in each other language.
    read: lessons/first-lesson

  # A film: H.264 with AAC sound in an .mp4 file, with subtitles in every language, and a voice where you have one.
  # - id: film
  #   title:
  #     ${lang}: "…"
  #   video: media/film.mp4
  #   voices:
  #     ru: media/film.ru.m4a
  #   # Where a computer speaks them:
  #   spoken-by: espeak-ng 1.51
  #   subtitles:
  #     ${lang}: media/film.${lang}.vtt

  - id: test
    title:
      ${lang}: ${JSON.stringify(words.test)}
    minutes: 1
    quiz: quiz/test.yaml
`;

const quizYaml = (lang: string, words: Words) => `# The share of points that passes, how many attempts a person has (0: as many as they like), and whether to mix the order.
pass: 0.7
attempts: 3
shuffle: true
questions:
  # Kinds: single, multiple, true-false (answer: true), number (answer: 85, tolerance: 0), text (accepted: { ${lang}: [word] }).
  - id: new-page
    kind: single
    points: 1
    prompt:
      ${lang}: ${JSON.stringify(words.question)}
    choices:
      - id: hyphens
        correct: true
        text:
          ${lang}: ${JSON.stringify(words.right)}
      - id: empty-line
        text:
          ${lang}: ${JSON.stringify(words.wrong)}
    feedback:
      right:
        ${lang}: ${JSON.stringify(words.praise)}
      wrong:
        ${lang}: ${JSON.stringify(words.hint)}
`;

const road = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180">
  <rect width="320" height="180" fill="#f4f3ee"/>
  <path d="M20 160C120 160 90 90 180 90S250 40 280 40" fill="none" stroke="#0c4b4f" stroke-width="10" stroke-linecap="round"/>
  <path d="M280 44V12h26l-8 9 8 9h-26" fill="#d98e1f"/>
</svg>
`;
