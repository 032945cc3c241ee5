import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseManifest } from './descriptor.ts';
import { findGroup } from './group-ids.ts';

const manifest = (text: string) => parseManifest(Buffer.from(text));

describe('findGroup', () => {
  const listed: [string, string, string][] = [
    ['spring-core', '5.3.17', 'org.springframework'],
    ['spring-boot-actuator', '2.5.12', 'org.springframework.boot'],
    ['spring-security-web', '5.6.1', 'org.springframework.security'],
    ['dom4j', '1.6.1', 'dom4j'],
    ['dom4j', '2.1.1', 'org.dom4j'],
    ['hibernate-core', '5.4.10.Final', 'org.hibernate'],
    ['hibernate-core', '6.1.0.Final', 'org.hibernate.orm'],
    ['groovy-json', '4.0.0', 'org.apache.groovy'],
    ['log4j', '1.2.17', 'log4j'],
    ['log4j-core', '2.14.1', 'org.apache.logging.log4j'],
  ];
  for (const [artifact, version, group] of listed) {
    it(`${artifact} ${version}: ${group}`, () => assert.equal(findGroup(artifact, version, null), group));
  }
  const told: [string, string, string | null][] = [
    ['my-lib', 'Bundle-SymbolicName: org.example.my-lib', 'org.example'],
    ['thing-core', 'Bundle-SymbolicName: org.example.thing.core', 'org.example.thing'],
    ['thing', 'Bundle-SymbolicName: org.example.thing', 'org.example.thing'],
    ['thing', 'Bundle-SymbolicName: org.thing.thing', 'org.thing'],
    ['thing', 'Implementation-Vendor-Id: org.example', 'org.example'],
    ['thing', 'Bundle-SymbolicName: other\nImplementation-Vendor-Id: org.example', 'org.example'],
    ['thing', 'Implementation-Vendor-Id: org.apache', null],
    ['thing', 'Implementation-Vendor-Id: Example Inc.', null],
    ['thing', '', null],
    ['constructor', '', null],
    ['__proto__', '', null],
  ];
  for (const [artifact, text, group] of told) {
    it(`${artifact} with ${text || 'nothing'}: ${group}`, () =>
      assert.equal(findGroup(artifact, '1.0', manifest(text)), group));
  }
});
