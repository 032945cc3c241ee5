import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Environment, proxyFor, proxyName } from './http-proxy.ts';

const P = 'http://proxy.test:3128';
const CASES: readonly (readonly [title: string, url: string, env: Environment, proxy: string | null])[] = [
  ['nothing set', 'https://a.test', {}, null],
  ['https', 'https://a.test', { HTTPS_PROXY: P }, P],
  ['https does not take HTTP_PROXY', 'https://a.test', { HTTP_PROXY: P }, null],
  ['http', 'http://a.test', { HTTP_PROXY: P }, P],
  ['lower case', 'https://a.test', { https_proxy: P }, P],
  ['lower case wins', 'https://a.test', { https_proxy: P, HTTPS_PROXY: 'http://other.test' }, P],
  ['all_proxy', 'https://a.test', { ALL_PROXY: P }, P],
  ['without scheme', 'https://a.test', { HTTPS_PROXY: 'proxy.test:3128' }, P],
  ['empty', 'https://a.test', { HTTPS_PROXY: ' ' }, null],
  ['no_proxy exact', 'https://a.test', { HTTPS_PROXY: P, NO_PROXY: 'b.test, a.test' }, null],
  ['no_proxy parent', 'https://x.a.test', { HTTPS_PROXY: P, NO_PROXY: 'a.test' }, null],
  ['no_proxy with dot', 'https://x.a.test', { HTTPS_PROXY: P, no_proxy: '.a.test' }, null],
  ['no_proxy with dot, itself', 'https://a.test', { HTTPS_PROXY: P, no_proxy: '.a.test' }, null],
  ['no_proxy with star, itself', 'https://a.test', { HTTPS_PROXY: P, no_proxy: '*.a.test' }, P],
  ['no_proxy with star', 'https://x.a.test', { HTTPS_PROXY: P, no_proxy: '*.a.test' }, null],
  ['no_proxy is no suffix of letters', 'https://xa.test', { HTTPS_PROXY: P, NO_PROXY: 'a.test' }, P],
  ['no_proxy all', 'https://a.test', { HTTPS_PROXY: P, NO_PROXY: '*' }, null],
  ['no_proxy with port', 'https://a.test:8443', { HTTPS_PROXY: P, NO_PROXY: 'a.test:8443' }, null],
  ['no_proxy with default port', 'https://a.test', { HTTPS_PROXY: P, NO_PROXY: 'a.test:443' }, null],
  ['no_proxy with another port', 'https://a.test', { HTTPS_PROXY: P, NO_PROXY: 'a.test:8443' }, P],
  ['no_proxy network', 'https://10.1.2.3', { HTTPS_PROXY: P, NO_PROXY: '10.0.0.0/8' }, null],
  ['no_proxy other network', 'https://11.1.2.3', { HTTPS_PROXY: P, NO_PROXY: '10.0.0.0/8' }, P],
  ['no_proxy IPv6', 'https://[fd00::1]', { HTTPS_PROXY: P, NO_PROXY: 'fd00::1' }, null],
  [
    'no_proxy IPv6 in brackets',
    'https://[fd00::1]:5000',
    { HTTPS_PROXY: P, NO_PROXY: '[fd00::1]:5000' },
    null,
  ],
  ['no_proxy IPv6 network', 'https://[fd00::1]', { HTTPS_PROXY: P, NO_PROXY: 'fd00::/8' }, null],
  ['loopback', 'http://localhost:5000', { HTTP_PROXY: P }, null],
  ['loopback address', 'http://127.0.0.1:5000', { HTTP_PROXY: P }, null],
];

describe('proxies', () => {
  for (const [title, url, env, proxy] of CASES) {
    it(title, () => {
      assert.equal(proxyFor(new URL(url), env)?.origin ?? null, proxy);
    });
  }

  it('keeps the login in the proxy URL, out of its name', () => {
    const proxy = proxyFor(new URL('https://a.test'), { HTTPS_PROXY: 'http://user:secret@proxy.test:1' });
    assert.equal(proxy?.password, 'secret');
    assert.equal(proxyName(proxy!), 'http://proxy.test:1');
  });

  it('refuses what is no web address, without showing it', () => {
    assert.throws(
      () => proxyFor(new URL('https://a.test'), { HTTPS_PROXY: 'socks5://user:secret@proxy.test' }),
      (error: Error) => error.message.includes('proxy') && !JSON.stringify(error).includes('secret'),
    );
  });
});
