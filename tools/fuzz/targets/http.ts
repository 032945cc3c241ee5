/** Answers of servers: header fields, addresses, error documents, encodings. */
import { gzipSync } from 'node:zlib';
import { InputError } from '../../../src/base/errors.ts';
import { addressKind } from '../../../src/base/http/address.ts';
import { decoded, type ResponseParts, toResponse } from '../../../src/base/http/http-body.ts';
import { parseRetryAfter } from '../../../src/base/http/http-retry.ts';
import { parseChallenges } from '../../../src/image/sources/registry/challenge.ts';
import { findByHost } from '../../../src/image/sources/registry/host-key.ts';
import {
  type Asked,
  badLoginAnswer,
  loginRefused,
  realmRefused,
  toRegistryError,
} from '../../../src/image/sources/registry/registry-error.ts';
import { mutateContent } from '../mutate/containers.ts';
import { mutateJson } from '../mutate/json.ts';
import { mustHold, ofText, type Target, texts } from '../target.ts';

const SHORT = 2048;

const challenge: Target = {
  id: 'http-challenge',
  sources: ['image/sources/registry/challenge.ts'],
  seeds: texts(
    'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push"',
    'Basic realm="x", Bearer realm=y , error="a\\"b"',
    'Negotiate abc==, NTLM',
  ),
  tokens: ['Bearer ', 'Basic ', 'realm=', '"', '\\', ', ', ' = ', '=='],
  maxBytes: SHORT,
  errors: [],
  run: ofText(parseChallenges),
};

const httpWords: Target = {
  id: 'http-words',
  sources: ['base/http/address.ts', 'image/sources/registry/host-key.ts'],
  seeds: texts(
    '127.0.0.1',
    '[fe80::1%eth0]',
    '::ffff:169.254.169.254',
    '2002:a9fe:a9fe::',
    '64:ff9b::7f00:1',
    '120',
    'Wed, 21 Oct 2015 07:28:00 GMT',
    'https://index.docker.io/v1/',
    'host:5000/team',
  ),
  tokens: ['::', ':', '.', '127.', '169.254.', 'ffff', '%', '[', ']', ' GMT', 'Wed, ', 'https://', '/v1/'],
  maxBytes: SHORT,
  errors: [],
  run: ofText((text) => [
    addressKind(text),
    parseRetryAfter(text, 0),
    findByHost(
      [
        [text, 1],
        ['docker.io', 2],
      ],
      text,
      'a/b',
    ),
  ]),
};

const STATUSES = [200, 401, 403, 404, 429, 500];
const ERRORS = '{"errors":[{"code":"DENIED","message":"no\\u001b[31m","detail":{}}]}';
const NO_NAME = '{"errors":[{"code":"NAME_UNKNOWN","message":"no such name"}]}';
const ASKED: Asked = { where: 'x', host: 'registry.example', repository: 'a', search: null, access: 'pull' };
/** Nothing found, and a login that was refused. */
const SEARCHED: readonly Asked[] = [
  { ...ASKED, search: { credential: null, looked: ['a', 'b'], failures: ['c failed'] } },
  {
    ...ASKED,
    search: {
      credential: { kind: 'basic', username: 'u', password: 'hidden', source: 'a file' },
      looked: [],
      failures: [],
    },
  },
];

/** The body of an answer, with every status that registries use. */
const answer: Target = {
  id: 'http-answer',
  sources: ['base/http/http-body.ts', 'image/sources/registry/registry-error.ts'],
  seeds: () => [
    ...texts(
      ERRORS,
      '{"details":"x"}',
      '{"error_description":"x"}',
      '<html>',
      '{"errors":[null]}',
      NO_NAME,
    )(),
    gzipSync(ERRORS),
    gzipSync(ERRORS).subarray(0, 40),
  ],
  tokens: ['"errors":', '"code":', '"message":', 'DENIED', '\\u001b[', '\\ud800'],
  mutators: [mutateJson, mutateContent],
  errors: [],
  async run(bytes) {
    const errors = STATUSES.flatMap((status) =>
      ['text/html', 'application/json'].map((type) =>
        toRegistryError(toResponse(parts(bytes, status, type)), ASKED),
      ),
    );
    const refused = SEARCHED.map((asked, at) =>
      loginRefused(toResponse(parts(bytes, 401, 'application/json')), asked, at === 0 ? null : 'https://t'),
    );
    const text = new TextDecoder().decode(bytes);
    const said = [...(await Promise.all([...errors, ...refused])), ...loginErrors(text)].map(mustBePrintable);
    return [said, await jsonOf(parts(bytes, 200, 'application/json')), await encodedAs(bytes, 'br')];
  },
};

/** A token server's name and a problem, in the registry's own words. */
function loginErrors(text: string): readonly InputError[] {
  return SEARCHED.flatMap((asked) => {
    const cause = new InputError('address-refused', {
      what: 'w',
      where: 'x',
      wayOut: 'No setting allows it.',
    });
    return [realmRefused(text, asked, null), realmRefused(text, asked, cause), badLoginAnswer(text, asked)];
  });
}

/** Neither a control character nor the password. */
function mustBePrintable({ message, where, wayOut }: InputError): string {
  const said = `${message}${where}${wayOut}`;
  mustHold(!/[\0-\x1f\x7f-\x9f]|hidden/.test(said), 'an error has a control character or a password');
  return message;
}

function parts(
  bytes: Uint8Array,
  status: number,
  type: string,
  encoding: string = bytes[0] === 0x1f ? 'gzip' : 'identity',
): ResponseParts {
  const headers = new Map([
    ['content-type', type],
    ['content-encoding', encoding],
  ]);
  return {
    url: 'https://registry.example/v2/',
    status,
    headers,
    body: bodyOf(bytes),
    discard: async () => {},
  };
}

async function* bodyOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** In an encoding that was not asked for. */
async function encodedAs(bytes: Uint8Array, encoding: string): Promise<string> {
  try {
    return await toResponse(decoded(parts(bytes, 200, 'text/plain', encoding))).text(SHORT);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

async function jsonOf(response: ResponseParts): Promise<unknown> {
  try {
    return await toResponse(decoded(response)).json(SHORT * 8);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

export const httpTargets: readonly Target[] = [answer, challenge, httpWords];
