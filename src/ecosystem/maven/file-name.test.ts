import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseArchiveName } from './file-name.ts';

describe('parseArchiveName', () => {
  const table: [string, string, string][] = [
    ['lib/commons-text-1.9.jar', 'commons-text', '1.9'],
    ['commons-lang3-3.11.jar', 'commons-lang3', '3.11'],
    ['spring-core-4.3.9.RELEASE.jar', 'spring-core', '4.3.9.RELEASE'],
    ['guava-31.1-jre.jar', 'guava', '31.1-jre'],
    ['zstd-jni-1.4.3-1.jar', 'zstd-jni', '1.4.3-1'],
    ['log4j-1.2-api-2.17.0.jar', 'log4j-1.2-api', '2.17.0'],
    ['log4j-1.2-api.jar', 'log4j-1.2-api', ''],
    ['HikariCP-java6-2.3.13.jar', 'HikariCP-java6', '2.3.13'],
    ['bcprov-jdk15on-1.55.jar', 'bcprov-jdk15on', '1.55'],
    ['bcprov-jdk18on-171.jar', 'bcprov-jdk18on', '171'],
    ['xpp3_min-1.1.4c.jar', 'xpp3_min', '1.1.4c'],
    ['kafka_2.13-2.4.0.jar', 'kafka_2.13', '2.4.0'],
    ['servlet-api-2.5-20081211.jar', 'servlet-api', '2.5-20081211'],
    ['javassist-3.20.0-GA.jar', 'javassist', '3.20.0-GA'],
    ['classworlds-1.1-alpha-2.jar', 'classworlds', '1.1-alpha-2'],
    ['app-1.0.0-SNAPSHOT.war', 'app', '1.0.0-SNAPSHOT'],
    [
      'netty-transport-native-epoll-4.1.50.Final-linux-x86_64.jar',
      'netty-transport-native-epoll',
      '4.1.50.Final',
    ],
    ['guice-4.0-no_aop.jar', 'guice', '4.0'],
    ['httpclient-4.5.13-tests.jar', 'httpclient', '4.5.13'],
    ['app.jar', 'app', ''],
    ['my-app.jar', 'my-app', ''],
    ['1.0.jar', '1.0', ''],
    ['-1.0.jar', '', '1.0'],
    ['.jar', '', ''],
  ];
  for (const [path, artifact, version] of table) {
    it(path, () => assert.deepEqual(parseArchiveName(path), { artifact, version }));
  }
  it('cuts before a version that the manifest gives', () => {
    assert.deepEqual(parseArchiveName('a-1.0-x-2.0-beta.jar', ['9', '1.0-x-2.0-beta']), {
      artifact: 'a',
      version: '1.0-x-2.0-beta',
    });
  });
  it('is quick on names made to be slow', () => {
    parseArchiveName(`a${'-1_1._'.repeat(50_000)}!.jar`);
    parseArchiveName(`a${'-1'.repeat(100_000)}-x.jar`);
  });
});
