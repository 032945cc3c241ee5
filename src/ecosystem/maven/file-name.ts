/** The names of archive files as Maven and most build tools write them: `artifact-version[-classifier].jar`. */

export interface ArchiveName {
  readonly artifact: string;
  /** Empty where the name holds none. */
  readonly version: string;
}

/** `known`: versions that the manifest gives; the name is cut before one of them where it can be. */
export function parseArchiveName(path: string, known: readonly string[] = []): ArchiveName {
  const words = stemOf(path).slice(0, MAX_STEM_LENGTH).split('-');
  return (
    cutBefore(words, known) ?? cutWhole(words) ?? cutBeforeClassifier(words) ?? nameOf(words, words.length, 0)
  );
}

/** The last segment of a path without its ending. */
export function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

const MAX_STEM_LENGTH = 300;
const NUMBER = /^\d[\w.+]*$/;
const QUALIFIER =
  /^(?:snapshot|release|final|ga|sp\d*|[mb]\d+|rc[.\d]*|cr\d*|alpha[.\d]*|beta[.\d]*|incubating|jre\d*|android|redhat|atlassian|pre\d*|rev?\d+)(?:[._]\w*)?$/i;

function isVersionWord(word: string): boolean {
  return NUMBER.test(word) || QUALIFIER.test(word);
}

function nameOf(words: readonly string[], artifactWords: number, versionWords: number): ArchiveName {
  return {
    artifact: words.slice(0, artifactWords).join('-'),
    version: words.slice(artifactWords, artifactWords + versionWords).join('-'),
  };
}

function cutBefore(words: readonly string[], known: readonly string[]): ArchiveName | null {
  for (const version of known) {
    const count = version.split('-').length;
    for (let at = 1; at + count <= words.length; at += 1) {
      if (words.slice(at, at + count).join('-') === version) return nameOf(words, at, count);
    }
  }
  return null;
}

/** All that follows is a version: `zstd-jni`, `1.4.3-1`; `log4j-1.2-api`, `2.17.0`; `guava`, `31.1-jre`. */
function cutWhole(words: readonly string[]): ArchiveName | null {
  const at = words.findIndex(
    (word, index) => index > 0 && NUMBER.test(word) && words.slice(index).every(isVersionWord),
  );
  return at < 0 ? null : nameOf(words, at, words.length - at);
}

/** A classifier follows the version: `netty-tcnative`, `2.0.1.Final`, `linux-x86_64`. But `log4j-1.2-api` has no version. */
function cutBeforeClassifier(words: readonly string[]): ArchiveName | null {
  const at = words.findIndex((word, index) => index > 0 && NUMBER.test(word) && word.includes('.'));
  if (at < 0 || words[at + 1] === 'api') return null;
  const rest = words.slice(at).findIndex((word) => !isVersionWord(word));
  return nameOf(words, at, rest);
}
