/** Lock files of JavaScript, sorted by id. */
import type { DeclaredForm } from '../../declared.ts';
import { bunLock } from './bun-lock.ts';
import { denoLock } from './deno-lock.ts';
import { packageLock } from './package-lock.ts';
import { plugAndPlay } from './plug-and-play.ts';
import { pnpmLock } from './pnpm-lock.ts';
import { yarnLock } from './yarn-lock.ts';

export const LOCKS: readonly DeclaredForm[] = [
  bunLock,
  denoLock,
  packageLock,
  plugAndPlay,
  pnpmLock,
  yarnLock,
];
