/**
 * VEX statements from the sources that a policy's trust rules list, and from no others: files, folders, `https://…`,
 * `oci://…`, and what is attached to the image. What cannot be read is a note and no error: without its statements
 * more findings count, never fewer. Whether a statement is believed is judged later (src/vex/trust.ts).
 */
import { InputError } from '../base/errors.ts';
import type { Attached } from '../image/referrers.ts';
import { sha256 } from '../model/digest.ts';
import type { ImageInfo } from '../model/image.ts';
import type { Policy } from '../model/policy.ts';
import type { Problem } from '../model/problem.ts';
import type { VexStatement } from '../model/vex.ts';
import type { VexReading } from '../vex/parse-vex.ts';
import { digestsOf } from '../vex/this-image.ts';
import type { ParsedVex, VexFacts } from '../vex/vex-format.ts';
import { vexProblem } from '../vex/vex-problem.ts';
import type { DocumentReader, ReadDocument } from './read-document.ts';

/** An opened image, as far as VEX needs it. */
export interface ImageVex {
  readonly info: ImageInfo;
  attached(): Promise<Attached>;
}

export interface LoadedVex {
  /** In the order of the trust rules, then of files and of statements. */
  readonly statements: readonly VexStatement[];
  readonly problems: readonly Problem[];
}

/** `image`: null where none is opened (a stored report, an SBOM). */
export async function loadStatements(
  policy: Policy,
  reader: DocumentReader,
  image: ImageVex | null,
): Promise<LoadedVex> {
  const sources = [...(await readFiles(policy, reader)), await readImage(policy, image)];
  const reading: VexReading = {
    publicKeys: [...new Set(policy.trust.map(({ publicKey }) => publicKey).filter((key) => key !== ''))],
    digests: image === null ? new Set() : digestsOf(image.info),
  };
  const parsed = await parseAll(
    sources.flatMap(({ documents }) => documents),
    reading,
  );
  return {
    statements: parsed.flatMap(({ statements }) => statements),
    problems: [...sources, ...parsed].flatMap(({ problems }) => problems),
  };
}

interface Source {
  readonly documents: readonly { readonly bytes: Uint8Array; readonly facts: VexFacts }[];
  readonly problems: readonly Problem[];
}

async function parseAll(documents: Source['documents'], reading: VexReading): Promise<readonly ParsedVex[]> {
  if (documents.length === 0) return [];
  // Loads much, which a gate without VEX does not need.
  const { parseVex } = await import('../vex/parse-vex.ts');
  return documents.map(({ bytes, facts }) => parseVex(bytes, facts, reading));
}

const OF_IMAGE = 'image';

/** A file that several rules name is read once. */
async function readFiles(policy: Policy, reader: DocumentReader): Promise<readonly Source[]> {
  const rulesOf = new Map<string, Set<number>>();
  const problems: Problem[] = [];
  for (const [index, { from, document }] of policy.trust.entries()) {
    if (from === OF_IMAGE) continue;
    const by = policy.documents[document]?.reference ?? null;
    for (const file of await tolerate(from, problems, [], () => listFiles(reader, from, by))) {
      rulesOf.set(file, (rulesOf.get(file) ?? new Set()).add(index));
    }
  }
  const files: Source[] = [];
  for (const [file, rules] of rulesOf) {
    const read = await tolerate(file, problems, undefined, () => reader.read(file, null));
    if (read === null) problems.push(vexProblem('vex-missing', 'There is no such file.', file));
    if (read != null) files.push({ documents: [toDocument(read, rules)], problems: [] });
  }
  return [...files, { documents: [], problems }];
}

/** Of a folder its JSON files; beside them may lie others. */
async function listFiles(
  reader: DocumentReader,
  from: string,
  by: string | null,
): Promise<readonly string[]> {
  const files = await reader.list(from, by);
  return files.length === 1 ? files : files.filter((file) => /\.json$/i.test(file));
}

function toDocument(
  { reference, digest, bytes }: ReadDocument,
  rules: ReadonlySet<number>,
): Source['documents'][number] {
  const facts = { reference, digest, isOfImage: false, subject: '', verifiedBy: [], trustRules: [...rules] };
  return { bytes, facts };
}

async function readImage({ trust }: Policy, image: ImageVex | null): Promise<Source> {
  const trustRules = [...trust.entries()].flatMap(([index, { from }]) => (from === OF_IMAGE ? [index] : []));
  if (trustRules.length === 0) return { documents: [], problems: [] };
  if (image === null) return { documents: [], problems: [notOpened()] };
  const { documents, problems } = await image.attached();
  return {
    documents: documents.map(({ reference, bytes, subject }) => ({
      bytes,
      facts: { reference, digest: sha256(bytes), isOfImage: true, subject, verifiedBy: [], trustRules },
    })),
    problems,
  };
}

function notOpened(): Problem {
  const message = 'What is attached to the image was not looked at, since no image was opened.';
  return vexProblem('vex-not-read', message, '');
}

async function tolerate<T, E>(
  from: string,
  problems: Problem[],
  instead: E,
  read: () => Promise<T>,
): Promise<T | E> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    problems.push(vexProblem('vex-not-read', `VEX could not be read: ${thrown.message}`, from));
    return instead;
  }
}
