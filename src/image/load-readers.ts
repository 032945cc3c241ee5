/** The readers of a scan, from a module that names them: so that a worker thread can load them too. */
import type { AnyReader } from '../model/reader.ts';

/** `url` is that of a module which exports `readers: readonly AnyReader[]`. */
export async function loadReaders(url: string): Promise<readonly AnyReader[]> {
  const { readers } = (await import(url)) as { readonly readers: readonly AnyReader[] };
  return readers;
}
