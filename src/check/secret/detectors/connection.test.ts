import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { examineLogin, examinePassword } from './connection.ts';

function isFound(password: string, host = 'data.shop.internal'): boolean {
  return examineLogin({ user: 'shop', password, host }) !== null;
}

describe('passwords of connection strings', () => {
  test('words, variables and templates stand for a password', () => {
    const words = [
      'changeme',
      'ChangeMe123!',
      'my_secret_pw',
      'P@ssw0rd',
      'S3cr3tP@ss',
      'postgres',
      'hunter2',
    ];
    const parts = [
      '$PW',
      '%s',
      '{password}',
      '$(cat file)',
      'DB_PASSWORD',
      'process.env.PW',
      '********',
      'xxxxxx',
    ];
    const others = ['shop', 'SHOP', '12345', 'abc123', 'welcome1', 'your-password-here', 'root1234'];
    for (const password of [...words, ...parts, ...others]) assert.ok(!isFound(password), password);
  });

  test('what somebody chose is one', () => {
    for (const password of ['Winter2024!', 'blue_horse_7x', 'tr0ub4dor&3', 'kj38fhsk2', 'Zx9$kq-11'])
      assert.ok(isFound(password), password);
  });

  test('what leads to this machine is none', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]', '0.0.0.0', 'db.localhost', 'host.docker.internal'])
      assert.ok(!isFound('Winter2024!', host), host);
  });

  test('hosts of examples need a random password', () => {
    for (const host of ['db.example', 'db.example.com', 'hostname', 'your-server', 'dbhost']) {
      assert.ok(!isFound('Winter2024!', host), host);
      assert.ok(isFound('k3J8sQ0pLz7vBn2x', host), host);
    }
    assert.ok(!isFound('k3J8sQ0pLz7vBn2x', 'example.com'));
  });

  test('the note names user and host, and a host of one label is less', () => {
    const { note, severity } = examineLogin({ user: 'shop', password: 'Winter2024!', host: 'db' })!;
    assert.deepEqual({ note, severity }, { note: 'for user shop at db', severity: 'medium' });
  });

  test('beside a name, what reads like a field of a program is none', () => {
    assert.equal(examinePassword('settings.database.password'), null);
    assert.notEqual(examinePassword('Winter2024!'), null);
  });
});
