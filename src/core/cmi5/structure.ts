/** A course's structure in cmi5's terms (cmi5 §13): blocks of assignable units, and what it takes to have satisfied them. */
import * as v from 'valibot';
import type { AuId, LanguageMap } from '../ids.ts';

export const moveOnSchema = v.picklist(['NotApplicable', 'Completed', 'Passed', 'CompletedAndPassed', 'CompletedOrPassed']);
/** When an AU counts as satisfied (cmi5 §13.1.4). */
export type MoveOn = v.InferOutput<typeof moveOnSchema>;

/** What a lesson is. Media and units are named by the digest of their source, which tracks refer to. */
export type Lesson =
  /** `medium`: digest of the main file. `sources`: the same film in several renditions. `seconds`: length. */
  | { readonly kind: 'video'; readonly medium: string; readonly seconds: number; readonly sources: readonly { readonly path: string; readonly rendition: 'video-small' | 'video' }[] }
  /** A listen-only lesson: its voices are tracks. */
  | { readonly kind: 'audio'; readonly medium: string; readonly seconds: number }
  /** Pages of text: its languages are tracks of kind `text`. `unit`: digest of the source language's Markdown. */
  | { readonly kind: 'reading'; readonly unit: string }
  /** `path`: the answer key (core/quiz). Words are tracks of kind `quiz`. `unit`: digest of the source language's words. */
  | { readonly kind: 'quiz'; readonly unit: string; readonly path: string };

export type Au = {
  readonly kind: 'au';
  readonly id: AuId;
  readonly title: LanguageMap;
  readonly minutes?: number;
  readonly moveOn: MoveOn;
  /** 0…1; a scaled score at or above it passes. */
  readonly masteryScore?: number;
  /** Features this lesson asks of the app; an app that lacks one refuses the lesson, not the pack. */
  readonly needs?: readonly string[];
  readonly lesson: Lesson;
};

export type Block = { readonly kind: 'block'; readonly id: string; readonly title: LanguageMap; readonly children: readonly (Block | Au)[] };
export type Structure = readonly (Block | Au)[];

/** All AUs in reading order. */
export function ausOf(structure: Structure): readonly Au[] {
  return structure.flatMap((node) => (node.kind === 'au' ? [node] : ausOf(node.children)));
}

/** What the fold knows of one AU. */
export type AuFacts = { readonly isCompleted: boolean; readonly isPassed: boolean; readonly isWaived: boolean };

/** Whether an AU is satisfied (cmi5 §9.3.9). */
export function isSatisfied(moveOn: MoveOn, au: AuFacts): boolean {
  if (au.isWaived) return true;
  switch (moveOn) {
    case 'NotApplicable':
      return true;
    case 'Completed':
      return au.isCompleted;
    case 'Passed':
      return au.isPassed;
    case 'CompletedAndPassed':
      return au.isCompleted && au.isPassed;
    case 'CompletedOrPassed':
      return au.isCompleted || au.isPassed;
  }
}
