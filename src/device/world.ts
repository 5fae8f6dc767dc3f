export type { World } from '../core/session.ts';
