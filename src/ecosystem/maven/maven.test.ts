import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { factsOf, readWith, type Warning } from '../../../test/facts-of.ts';
import { buildZip, type ZipSpec } from '../../../test/zip-builder.ts';
import { DEFAULT_LIMITS } from '../../base/limits.ts';
import { readArchives } from './archive-walk.ts';
import { maven } from './maven.ts';
import { javaArchiveReader } from './read-archive.ts';

function pom(coordinates: string): ZipSpec {
  const [group, artifact, version] = coordinates.split(':');
  return {
    name: `META-INF/maven/${group}/${artifact}/pom.properties`,
    content: `version=${version}\ngroupId=${group}\nartifactId=${artifact}\n`,
  };
}

function classes(...folders: string[]): ZipSpec[] {
  return folders.flatMap((folder) =>
    ['A', 'B$C'].map((name) => ({ name: `${folder}/${name}.class`, content: 'x' })),
  );
}

function manifest(...lines: string[]): ZipSpec {
  return { name: 'META-INF/MANIFEST.MF', content: `Manifest-Version: 1.0\r\n${lines.join('\r\n')}\r\n\r\n` };
}

function library(coordinates: string, folder: string): Buffer {
  return buildZip([manifest(), pom(coordinates), ...classes(folder)]);
}

function catalogOf(path: string, bytes: Uint8Array) {
  const [cataloger] = maven.catalogers;
  const warnings: Warning[] = [];
  const { packages, problems } = cataloger!.catalog(
    factsOf([{ path, bytes }], cataloger!.readers, warnings),
    [],
  );
  return { packages, problems, warnings };
}

/** `group:artifact@version confidence evidence path`, one a line. */
function listOf(path: string, entries: readonly ZipSpec[]): string[] {
  return catalogOf(path, buildZip(entries)).packages.map((p) =>
    [`${p.name}@${p.version}`, p.confidence, p.evidence, p.foundAt.path].join(' | '),
  );
}

describe('maven', () => {
  it('takes a library by its own descriptor', () => {
    const { packages } = catalogOf('lib/a-1.0.jar', library('org.example:a:1.0', 'org/example/a'));
    assert.deepEqual(
      packages.map((p) => [p.purl, p.name, p.version, p.confidence, p.evidence]),
      [['pkg:maven/org.example/a@1.0', 'org.example:a', '1.0', 'installed', 'pom.properties']],
    );
    assert.deepEqual(maven.advisoryQueries(packages[0]!), [
      { key: { namespace: 'maven', name: 'org.example:a' }, version: '1.0' },
    ]);
  });
  it('takes a library without classes that names itself', () => {
    assert.deepEqual(listOf('spring-boot-starter-2.0.jar', [pom('org.example:spring-boot-starter:2.0')]), [
      'org.example:spring-boot-starter@2.0 | installed | pom.properties | spring-boot-starter-2.0.jar',
    ]);
  });
  it('takes a renamed library by its only descriptor', () => {
    assert.deepEqual(listOf('lib.jar', [pom('org.example:a:1.0'), ...classes('unrelated')]), [
      'org.example:a@1.0 | installed | pom.properties | lib.jar',
    ]);
  });
  it('looks into nested archives of every kind, and names their place', () => {
    const inner = library('org.example:c:3.0', 'org/example/c');
    const war = buildZip([{ name: 'WEB-INF/lib/c-3.0.jar', content: inner, stored: true }]);
    const ear = buildZip([{ name: 'shop.war', content: war }, { name: 'lib/readme.txt' }]);
    assert.deepEqual(
      catalogOf('opt/shop.ear', ear).packages.map((p) => [p.name, p.foundAt.path, p.confidence]),
      [['org.example:c', 'opt/shop.ear!/shop.war!/WEB-INF/lib/c-3.0.jar', 'installed']],
    );
  });
  it('does not take a descriptor that was left over for the library', () => {
    const real = library(
      'com.fasterxml.jackson.core:jackson-databind:2.12.3',
      'com/fasterxml/jackson/databind',
    );
    const leftOver = [
      pom('com.fasterxml.jackson.core:jackson-databind:2.11.1'),
      ...classes('BOOT-INF/classes/com/example/shop', 'org/springframework/boot/loader'),
      { name: 'BOOT-INF/lib/jackson-databind-2.12.3.jar', content: real, stored: true },
    ];
    const expected = [
      'com.fasterxml.jackson.core:jackson-databind@2.11.1 | declared | pom.properties: declared, not present | app.jar',
      'com.fasterxml.jackson.core:jackson-databind@2.12.3 | installed | pom.properties | app.jar!/BOOT-INF/lib/jackson-databind-2.12.3.jar',
    ];
    assert.deepEqual(listOf('app.jar', leftOver), expected);
    assert.deepEqual(listOf('app.jar', [pom('com.example.shop:shop:1.0'), ...leftOver]).slice(1), expected);
    const { packages } = catalogOf('app.jar', buildZip(leftOver));
    assert.deepEqual(
      packages.map((p) => maven.advisoryQueries(p).length),
      [0, 1],
    );
  });
  it('lists what a shaded archive bundles, and says what else is in it', () => {
    const bytes = buildZip([
      pom('example.shop:shop-shaded:1.0.0'),
      pom('com.google.guava:guava:18.0'),
      pom('commons-io:commons-io:2.4'),
      ...classes(
        'example/shop',
        'example/hidden/guava/base',
        'org/apache/commons/io',
        'org/apache/zookeeper/server',
      ),
    ]);
    const { packages, problems } = catalogOf('opt/shop-shaded.jar', bytes);
    assert.deepEqual(
      packages.map((p) => `${p.name} ${p.confidence}`),
      [
        'example.shop:shop-shaded installed',
        'com.google.guava:guava bundled',
        'commons-io:commons-io bundled',
      ],
    );
    assert.deepEqual(
      problems.map((p) => [p.code, p.effect, p.path]),
      [['bundled-content-unknown', 'note', 'opt/shop-shaded.jar']],
    );
    assert.match(problems[0]!.message, /: org\/apache\/zookeeper\/server$/);
  });
  it('takes a library without a descriptor by its file name and manifest', () => {
    const title = manifest('Implementation-Title: spring-core', 'Implementation-Version: 5.3.17');
    assert.deepEqual(listOf('spring-core-5.3.17.jar', [title, ...classes('org/springframework/core')]), [
      'org.springframework:spring-core@5.3.17 | installed | MANIFEST.MF and file name | spring-core-5.3.17.jar',
    ]);
    assert.deepEqual(listOf('spring-core.jar', [title]), [
      'org.springframework:spring-core@5.3.17 | installed | MANIFEST.MF | spring-core.jar',
    ]);
    assert.deepEqual(listOf('antlr-2.7.7.jar', classes('antlr')), [
      'antlr:antlr@2.7.7 | installed | file name | antlr-2.7.7.jar',
    ]);
    assert.deepEqual(listOf('x-1.0.jar', [{ name: 'META-INF/maven/org.example/x/pom.xml' }]), [
      'org.example:x@1.0 | installed | file name | x-1.0.jar',
    ]);
  });
  it('asks for no advisories where the group is not known', () => {
    const { packages } = catalogOf('unheard-of-1.0.jar', buildZip(classes('a')));
    assert.deepEqual(
      packages.map((p) => [p.purl, maven.advisoryQueries(p)]),
      [['pkg:maven/unheard-of@1.0', []]],
    );
  });
  it('invents nothing', () => {
    assert.deepEqual(listOf('app.jar', classes('com/example')), []);
    assert.deepEqual(
      listOf('jrt-fs.jar', [
        manifest('Implementation-Title: Java Runtime Environment', 'Implementation-Version: 17'),
      ]),
      [],
    );
    assert.deepEqual(listOf('app.war', [pom('org.example:a:@version@')]), []);
    assert.deepEqual(catalogOf('a.jar', Buffer.from('<html>not found</html>')).packages, []);
    assert.deepEqual(catalogOf('a.jar', Buffer.alloc(0)).packages, []);
    assert.deepEqual(listOf('-1.0.jar', []), []);
    assert.deepEqual(listOf('a copy of b-1.0.jar', []), []);
  });
});

describe('javaArchiveReader', () => {
  it('wants archives by name', () => {
    const wants = (path: string) =>
      javaArchiveReader.wants({ path, type: 'file', sizeBytes: 1, mode: 0, uid: 0, gid: 0, linkTarget: '' });
    for (const end of ['jar', 'war', 'ear', 'par', 'hpi', 'jpi', 'JAR'])
      assert.ok(wants(`opt/a.${end}`), end);
    for (const path of ['a.jar.sha1', 'a/jar', 'a.zip', 'a.jarx', 'a']) assert.ok(!wants(path), path);
  });
  it('finds the same in a large archive, whether it can be read as it passes or not', () => {
    const entries = [
      pom('org.example:shop:1.0'),
      { name: 'large.bin', content: Buffer.alloc(9_000_000), stored: true },
      {
        name: 'BOOT-INF/lib/a-1.0.jar',
        content: library('org.example:a:1.0', 'org/example/a'),
        stored: true,
      },
      { name: 'BOOT-INF/lib/bad.jar', content: 'PK, but no archive' },
    ];
    const plain = catalogOf('shop.jar', buildZip(entries.slice(0, 3)));
    const unusual = catalogOf(
      'shop.jar',
      buildZip(entries.slice(0, 3).map((e) => ({ ...e, descriptor: 'bare' }))),
    );
    const damaged = catalogOf('shop.jar', buildZip(entries));
    const names = ['org.example:shop', 'org.example:a'];
    for (const { packages } of [plain, unusual, damaged])
      assert.deepEqual(
        packages.map((p) => p.name),
        names,
      );
    assert.deepEqual(
      [plain, unusual, damaged].map(({ warnings }) => warnings.length),
      [0, 0, 1],
    );
  });
  it('throws on a truncated archive', () => {
    const bytes = library('org.example:a:1.0', 'org/example/a');
    assert.throws(() => readWith(javaArchiveReader, { path: 'a.jar', bytes: bytes.subarray(0, -30) }));
  });
  it('tells of a damaged nested archive and reads the others', () => {
    const good = library('org.example:a:1.0', 'org/example/a');
    const { packages, warnings } = catalogOf(
      'app.jar',
      buildZip([
        { name: 'lib/bad.jar', content: good.subarray(0, -30) },
        { name: 'lib/wrong.jar', content: good, claims: { crc32: 1 } },
        { name: 'lib/text.jar', content: 'no archive' },
        { name: 'lib/a-1.0.jar', content: good },
      ]),
    );
    assert.deepEqual(
      packages.map((p) => p.name),
      ['org.example:a'],
    );
    assert.deepEqual(
      warnings.map((w) => [w.code, /lib\/\w+\.jar/.exec(w.message)?.[0]]),
      [
        ['java-archive-unread', 'lib/bad.jar'],
        ['java-archive-unread', 'lib/wrong.jar'],
      ],
    );
  });
  it('stops at the limits of depth and size', () => {
    let bytes: Uint8Array = library('org.example:a:1.0', 'org/example/a');
    for (let depth = 0; depth < 12; depth += 1) bytes = buildZip([{ name: 'x.jar', content: bytes }]);
    const deep = catalogOf('a.jar', bytes);
    assert.deepEqual(deep.packages, []);
    assert.match(deep.warnings[0]!.message, /too deep/);

    const big = buildZip([
      { name: 'x.jar', content: Buffer.alloc(100_000) },
      { name: 'a-1.0.jar', content: library('org.example:a:1.0', 'a') },
    ]);
    const warnings: Warning[] = [];
    const entry = {
      path: 'a.jar',
      type: 'file',
      sizeBytes: 1,
      mode: 0,
      uid: 0,
      gid: 0,
      linkTarget: '',
    } as const;
    const facts = readArchives({
      entry,
      limits: { ...DEFAULT_LIMITS, nestedArchiveBytes: 10_000 },
      bytes: big,
      warn: (code, message) => warnings.push({ code, message }),
    });
    assert.deepEqual(
      facts?.map((f) => f.path),
      ['', 'a-1.0.jar'],
    );
    assert.equal(warnings[0]!.code, 'archive-too-large');
  });
  it('does not read an archive with absurdly many entries that count', () => {
    const entries = Array.from({ length: 20_001 }, (_, i) => ({ name: `${i}.jar`, stored: true }));
    assert.throws(() => readWith(javaArchiveReader, { path: 'a.jar', bytes: buildZip(entries) }), /too many/);
  });
  it('throws an ordinary error at most, whatever is cut or flipped', () => {
    const inner = library('org.example:a:1.0', 'org/example/a');
    const whole = buildZip([
      manifest('Implementation-Version: 1'),
      pom('g:b:1'),
      { name: 'lib/a.jar', content: inner, stored: true },
    ]);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, end) => {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        for (const bytes of [damaged, whole.subarray(0, end)]) {
          try {
            catalogOf('a.jar', bytes);
          } catch (error) {
            assert.ok(error instanceof Error && error.name === 'ZipError', String(error));
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
