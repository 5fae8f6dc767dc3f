/** Engines on this machine that follow the public APIs of LibreTranslate and OpenAI, and misbehave when they are asked to. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Unit } from '../../../src/author/translate/units.ts';
import { aFolder } from '../a-folder.ts';

/** Turkish alone: a film whose second sentence runs over two cues, a text with a list, a link's words and a placeholder, and a quiz. */
const turkishCourse = {
  'course.yaml': `karvan: 1
id: ministry/desk
release: 1
licence: CC-BY-4.0
source: tr
languages: [tr]
title: { tr: Vatandaşla ilk görüşme }
lessons:
  - id: film
    title: { tr: Kısa film }
    audio: { tr: media/film.tr.m4a }
    subtitles: { tr: media/film.tr.vtt }
  - id: page
    title: { tr: Sıra numarası }
    read: lessons/page
  - id: test
    title: { tr: Kısa sınav }
    quiz: quiz/test.yaml
`,
  'media/film.tr.vtt': `WEBVTT

c1
00:00:00.500 --> 00:00:04.000
Vatandaşı ayakta karşılayın.

c2
00:00:04.100 --> 00:00:08.000
Dilekçeyi aldığınızda

c3
00:00:08.100 --> 00:00:12.000
<i>hemen</i> 3 gün içinde yanıtlayın.

c4
00:00:12.100 --> 00:00:16.000
Sonra kayıt defterine yazın.
`,
  'lessons/page.tr.md': `# Sıra numarası nasıl verilir

Her vatandaş {numara} alır ve bekleme salonunda oturur.

- Önce yaşlıları çağırın.
- Sonra çocuklu aileleri çağırın.
`,
  'quiz/test.yaml': `pass: 0.5
questions:
  - id: first
    kind: single
    prompt: { tr: Kimi önce çağırırsınız? }
    choices:
      - { id: old, correct: true, text: { tr: Yaşlı vatandaşları } }
      - { id: friend, text: { tr: Tanıdığım kişileri } }
    feedback: { right: { tr: Doğru yanıt verdiniz. } }
`,
};

export async function aTurkishCourse(files: { readonly [path: string]: string | Uint8Array | undefined } = {}): Promise<string> {
  const { aVoice } = await import('../a-film.ts');
  return aFolder({ ...turkishCourse, 'media/film.tr.m4a': aVoice({ seconds: 20, data: 40_000 }), ...files });
}

export async function recordsOf(course: string, lang: string): Promise<readonly Unit[]> {
  const text = await readFile(join(course, 'translations', `${lang}.jsonl`), 'utf8');
  return text.trim().split('\n').map((row) => JSON.parse(row) as Unit);
}

/** What stands for a translation: other words of the same length in the letters of the language; signs, numbers and tokens stay. */
export function pseudo(text: string, to: string): string {
  const isCyrillic = ['ru', 'kk'].includes(to);
  const vowels = { az: 'ə', kk: 'ә', ru: 'и' }[to] ?? 'e';
  const others = isCyrillic ? 'бвгджзклмнпрстфхцчш' : 'bcdfghjklmnprstvyz';
  return text.replace(/\p{L}+/gu, (word) => [...word].toReversed().map((letter) => (/[aeıioöuüəәи]/i.test(letter) ? vowels : others[letter.toLowerCase().codePointAt(0)! % others.length]!)).join(''));
}

/** `body`: JSON, or the text of a form. */
type Request = { readonly path: string; readonly body: Record<string, unknown>; readonly key: string | undefined; readonly raw: string };
/** Changes an answer: gives another, or answers by itself and gives undefined. `n` counts the requests for translation from 1. */
export type Misbehave = (n: number, good: unknown, response: ServerResponse, request: Request) => unknown;
export type Engine = { readonly url: string; readonly requests: readonly Request[]; readonly asked: () => number };

const stops: (() => void)[] = [];
afterAll(() => stops.forEach((stop) => stop()));

/** An engine that answers both APIs. `languages`: those of LibreTranslate. */
export async function anEngine(misbehave: Misbehave = (_, good) => good, { languages = ['tr', 'az', 'kk', 'ru'], translate = pseudo } = {}): Promise<Engine> {
  const requests: Request[] = [];
  let n = 0;
  const server = createServer((request, response) => {
    void received(request).then((each) => {
      requests.push(each);
      const answer = answerTo(each, languages, translate);
      const isWork = request.method === 'POST';
      const made = isWork ? misbehave(++n, answer, response, each) : answer;
      if (made === undefined) return;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(made));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, asked: () => n };
}

export type Lines = { lines: { id: string; text: string }[] };

/** A chat answer with other lines in it. */
export function withLines(good: unknown, change: (lines: Lines['lines']) => Lines['lines']): unknown {
  const { choices } = good as { choices: { message: { content: string } }[] };
  const { lines } = JSON.parse(choices[0]!.message.content) as Lines;
  return chatOf(change(lines));
}

function chatOf(lines: Lines['lines']): unknown {
  return { id: 'chat', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: JSON.stringify({ lines }) } }], usage: { total_tokens: 1 } };
}

function answerTo({ path, body }: Request, languages: readonly string[], translate: (text: string, to: string) => string): unknown {
  switch (path) {
    case '/languages':
      return languages.map((code) => ({ code, name: code, targets: languages }));
    case '/translate':
      return { translatedText: (body['q'] as string[]).map((text) => translate(text, body['target'] as string)) };
    case '/v1/models':
      return { object: 'list', data: [{ id: 'model-a' }, { id: 'model-b' }] };
    case '/v1/chat/completions': {
      const { to, lines } = JSON.parse((body['messages'] as { content: string }[])[1]!.content) as Lines & { to: string };
      return chatOf(lines.map(({ id, text }) => ({ id, text: translate(text, to) })));
    }
    default:
      return { error: 'no such path' };
  }
}

async function received(request: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString('utf8');
  const isJson = request.headers['content-type'] === 'application/json';
  return { path: request.url!, raw, body: isJson ? (JSON.parse(raw) as Record<string, unknown>) : {}, key: request.headers.authorization };
}
