/**
 * Readers of installed Python distributions, by the places where installers leave their metadata
 * (packaging.python.org/specifications/recording-installed-packages, setuptools "The Internal Structure of Python Eggs"):
 * `x.dist-info/METADATA`, `x.egg-info/PKG-INFO`, `x.egg-info` as a file, `x.egg/EGG-INFO/PKG-INFO`, and the same inside
 * a zipped `x.egg`. Left out: copies vendored inside another distribution, wheels that only lie on disk.
 */
import { bytesSource } from '../../base/byte-source.ts';
import { MIB } from '../../base/limits.ts';
import { openZip, readZipEntry, zipEntries } from '../../base/zip.ts';
import type { OpenFile, WholeReader } from '../../model/reader.ts';
import { list, object, type Shape, text } from '../../model/shape.ts';
import { type PypiFact, parseMetadata } from './metadata.ts';

const FACT: Shape<PypiFact> = object<PypiFact>({
  name: text,
  version: text,
  licences: list(text),
  author: text,
});

export const metadataReader: WholeReader<PypiFact> = {
  kind: 'whole',
  maxBytes: 16 * MIB,
  id: 'pypi-metadata',
  shape: FACT,
  version: 1,
  wellKnownPaths: [],
  wants: (entry) =>
    entry.path === EGG_METADATA || METADATA_ENDINGS.some((ending) => entry.path.endsWith(ending)),
  read: (file) => need(parseMetadata(file.bytes)),
};

export const eggReader: WholeReader<PypiFact> = {
  kind: 'whole',
  maxBytes: 256 * MIB,
  id: 'pypi-egg',
  shape: FACT,
  version: 1,
  wellKnownPaths: [],
  wants: (entry) => entry.path.endsWith('.egg'),
  read: readEgg,
};

const METADATA_ENDINGS = ['.dist-info/METADATA', '.egg-info/PKG-INFO', '.egg-info', '/EGG-INFO/PKG-INFO'];
const EGG_METADATA = 'EGG-INFO/PKG-INFO';

function readEgg(file: OpenFile): PypiFact | null {
  const isZip = file.bytes[0] === 0x50 && file.bytes[1] === 0x4b;
  if (!isZip) return null;
  const archive = openZip(bytesSource(file.bytes));
  const entry = zipEntries(archive, (_, start, end) => end - start === EGG_METADATA.length).find(
    ({ name }) => name === EGG_METADATA,
  );
  return entry === undefined
    ? null
    : need(parseMetadata(readZipEntry(archive, entry, file.limits.documentBytes)));
}

function need(fact: PypiFact | null): PypiFact {
  if (fact === null) throw new Error('the metadata have no usable name and version');
  return fact;
}
