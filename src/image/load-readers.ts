/** The readers of a scan, from a module that makes them: so that another thread or process can have them too. */
import type { AnyReader } from '../model/reader.ts';

/** What a module of readers exports. `settings` are plain data, as the scan gave them. */
export interface ReadersModule {
  createReaders(settings: unknown): readonly AnyReader[] | Promise<readonly AnyReader[]>;
}

/** `url` is that of a module of readers. */
export async function loadReaders(url: string, settings: unknown): Promise<readonly AnyReader[]> {
  const module = (await import(url)) as ReadersModule;
  return module.createReaders(settings);
}
