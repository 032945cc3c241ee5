import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Pom } from './descriptor.ts';
import { judgePresence } from './presence.ts';

function pom(name: string): Pom {
  const [group = '', artifact = ''] = name.split(':');
  return { group, artifact, version: '1.0' };
}

function present(
  names: readonly string[],
  classFolders: string[],
  applicationFolders: string[] = [],
): string[] {
  const poms = names.map(pom);
  const judged = judgePresence(poms, { classFolders, applicationFolders }).present;
  return names.filter((_, index) => judged[index]);
}

describe('judgePresence', () => {
  const there: [string, string][] = [
    ['org.apache.commons:commons-compress', 'org/apache/commons/compress/archivers'],
    ['commons-io:commons-io', 'org/apache/commons/io'],
    ['log4j:log4j', 'org/apache/log4j/spi'],
    ['jline:jline', 'jline/console'],
    ['io.netty:netty', 'org/jboss/netty/buffer'],
    ['com.google.guava:guava', 'com/google/common/base'],
    ['com.google.guava:guava', 'example/shaded/guava/base'],
    ['com.google.code.gson:gson', 'example/shaded/com/google/gson'],
    ['com.google.api-client:google-api-client-appengine', 'com/google/api/client/extensions'],
    ['com.fasterxml.jackson.core:jackson-annotations', 'com/fasterxml/jackson/annotation'],
    ['org.slf4j:slf4j-api', 'org/slf4j'],
    ['com.h2database:h2', 'org/h2/engine'],
  ];
  for (const [name, folder] of there) {
    it(`${name} is there with ${folder}`, () => assert.deepEqual(present([name], [folder]), [name]));
  }
  const absent: [string, string][] = [
    ['com.fasterxml.jackson.core:jackson-databind', 'com/example/shop'],
    ['com.fasterxml.jackson.core:jackson-databind', 'org/springframework/boot/loader'],
    ['org.yaml:snakeyaml', 'org/yamlish'],
    ['commons-io:commons-io', 'org/apache/commons/lang3'],
    ['org.apache.commons:commons-text', ''],
  ];
  for (const [name, folder] of absent) {
    it(`${name} is not there with ${folder || 'no folder'}`, () =>
      assert.deepEqual(present([name], [folder]), []));
  }
  it('gives a folder of a shared root to the artefact that it is of', () => {
    const names = ['com.google.protobuf:protobuf-java', 'com.google.guava:guava'];
    assert.deepEqual(present(names, ['com/google/protobuf']), ['com.google.protobuf:protobuf-java']);
    assert.deepEqual(present(names, ['com/google/protobuf', 'com/google/common/io']), names);
  });
  it('takes artefacts of one group together', () => {
    const names = ['org.apache.httpcomponents:httpclient', 'org.apache.httpcomponents:httpcore'];
    assert.deepEqual(present(names, ['org/example/hidden/httpclient/impl']), names);
  });
  it('takes the classes of an application for its own group alone', () => {
    const names = ['com.example.shop:shop-app', 'org.config:config'];
    assert.deepEqual(present(names, [], ['com/example/shop/config']), ['com.example.shop:shop-app']);
  });
  it('names the folders that nothing explains, without their subfolders', () => {
    const { unexplained } = judgePresence([pom('org.slf4j:slf4j-api')], {
      classFolders: ['org/zoo/server', 'org/slf4j/impl', 'org/zoo', '', 'org/zookeeper'],
      applicationFolders: ['com/example'],
    });
    assert.deepEqual(unexplained, ['org/zoo', 'org/zookeeper']);
  });
});
