/**
 * Registries that misbehave, for tests: a registry that serves content from memory or passes everything on to a
 * real one, and wrappers around either that break connections, ask for tokens, redirect, lie or refuse.
 */
import { request as httpRequest } from 'node:http';
import { type Digest, sha256 } from '../src/model/digest.ts';
import type { BuiltImage, BuiltIndex } from './image-builder.ts';
import type { Handler } from './local-server.ts';

export interface Content {
  readonly blobs: ReadonlyMap<Digest, Uint8Array>;
  /** Media types of the blobs that are manifests. */
  readonly manifests: ReadonlyMap<Digest, string>;
  readonly tags: ReadonlyMap<string, Digest>;
}

export function contentOf(image: BuiltImage, tag: string): Content {
  return {
    blobs: image.blobs,
    manifests: new Map([[image.manifestDigest, image.manifestType]]),
    tags: new Map([[tag, image.manifestDigest]]),
  };
}

export function contentOfIndex(built: BuiltIndex, images: readonly BuiltImage[], tag: string): Content {
  const manifests = images.map((image): [Digest, string] => [image.manifestDigest, image.manifestType]);
  return {
    blobs: new Map([...built.blobs, ...images.flatMap((image) => [...image.blobs])]),
    manifests: new Map([...manifests, [built.indexDigest, built.indexType]]),
    tags: new Map([[tag, built.indexDigest]]),
  };
}

/** Serves content under any repository name; ranges too. */
export function memoryRegistry(content: Content): Handler {
  return (request, response) => {
    const [, kind, target = ''] = /\/(manifests|blobs)\/([^/?]+)$/.exec(request.url ?? '') ?? [];
    const digest = content.tags.get(target) ?? (target as Digest);
    const data = content.blobs.get(digest);
    const mediaType = content.manifests.get(digest);
    if (request.url === '/v2/') response.end('{}');
    else if (data === undefined || kind === undefined) refuse(404, 'MANIFEST_UNKNOWN')(request, response);
    else if (kind === 'manifests') {
      const headers = { 'content-type': mediaType ?? '', 'docker-content-digest': digest };
      response.writeHead(200, headers).end(data);
    } else {
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? -1);
      if (start < 0) response.writeHead(200, { 'content-length': data.length }).end(data);
      else {
        const range = `bytes ${start}-${data.length - 1}/${data.length}`;
        response.writeHead(206, { 'content-range': range }).end(data.subarray(start));
      }
    }
  };
}

/**
 * Passes everything on to a server that speaks plain HTTP. After `cutAt` bytes of a body the connection is cut,
 * under a head that promised all of them.
 */
export function forwardTo(origin: string, cutAt: number = Number.POSITIVE_INFINITY): Handler {
  return (request, response) => {
    const { method, headers, url } = request;
    const onward = httpRequest(new URL(url ?? '', origin), { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      let left = cutAt;
      answer.on('data', (chunk: Buffer) => {
        const part = chunk.subarray(0, left);
        left -= part.length;
        response.write(part, () => {
          if (left === 0) response.socket?.destroy();
        });
      });
      answer.on('end', () => response.end());
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
}

/** Takes over the requests whose URL matches, `times` of them. */
export function instead(
  pattern: RegExp,
  fault: Handler,
  otherwise: Handler,
  times: number = Number.POSITIVE_INFINITY,
): Handler {
  let left = times;
  return (request, response) => {
    if (!pattern.test(request.url ?? '') || left <= 0) return otherwise(request, response);
    left--;
    return fault(request, response);
  };
}

/** An error as registries write it. */
export function refuse(
  status: number,
  code: string,
  message = '',
  headers: Record<string, string> = {},
): Handler {
  return (_, response) => {
    const type = { 'content-type': 'application/json' };
    response.writeHead(status, { ...type, ...headers }).end(JSON.stringify({ errors: [{ code, message }] }));
  };
}

export function answer(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Handler {
  return (_, response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** A server that knows no ranges. */
export function ignoreRange(handler: Handler): Handler {
  return (request, response) => {
    delete request.headers.range;
    handler(request, response);
  };
}

export interface BearerOptions {
  /** URL of the token server. */
  readonly realm: string;
  readonly scope?: string;
  /** Which tokens are good now. */
  readonly isValid: (token: string) => boolean;
}

/** Asks for a bearer token. */
export function requireBearer({ realm, scope, isValid }: BearerOptions, handler: Handler): Handler {
  return (request, response) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined && isValid(token)) return handler(request, response);
    const scoped = scope === undefined ? '' : `,scope="${scope}"`;
    const challenge = `Bearer realm="${realm}",service="test, registry"${scoped}`;
    return refuse(401, 'UNAUTHORIZED', 'authentication required', { 'www-authenticate': challenge })(
      request,
      response,
    );
  };
}

export function requireBasic(username: string, password: string, handler: Handler): Handler {
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return (request, response) => {
    if (request.headers.authorization === expected) return handler(request, response);
    return refuse(401, 'UNAUTHORIZED', '', { 'www-authenticate': 'Basic realm="test"' })(request, response);
  };
}

/** A body whose last byte is another one. */
export function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[copy.length - 1]! ^= 1;
  return copy;
}

/** A digest of content that nobody has. */
export const UNKNOWN_DIGEST: Digest = sha256('content that is nowhere');
