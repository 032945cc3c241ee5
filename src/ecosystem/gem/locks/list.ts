/** Lock files and manifests of Ruby, sorted by id. */
import type { DeclaredForm } from '../../declared.ts';
import { gemfileLock } from './gemfile-lock.ts';
import { gemspec } from './gemspec.ts';

export const GEM_LOCKS: readonly DeclaredForm[] = [gemfileLock, gemspec];
