/** Lock files of JavaScript, sorted by id. */
import type { DeclaredForm } from '../../declared.ts';
import { packageLock } from './package-lock.ts';

export const LOCKS: readonly DeclaredForm[] = [packageLock];
