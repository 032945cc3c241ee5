/**
 * Runs `docker-credential-NAME get`: the server's name goes to its standard input, JSON comes back
 * (docker-credential-helpers, "Development"). Nothing of what it prints is shown unless it failed.
 */
import { spawn } from 'node:child_process';
import type { Environment } from '../../../base/http/http-proxy.ts';
import { parseJsonText } from '../../../base/json.ts';
import { isObject, textField } from '../../../base/json-fields.ts';

export type HelperAnswer =
  | { readonly kind: 'login'; readonly username: string; readonly secret: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly reason: string };

const MAX_ANSWER = 64 * 1024;

/** A helper's name is part of a program's name: no path, no option, nothing a shell would see. */
export function isHelperName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);
}

/** Never throws. `env` is the helper's environment, its PATH the place where it is looked for. */
export function askHelper(
  name: string,
  server: string,
  env: Environment,
  timeoutMs: number,
): Promise<HelperAnswer> {
  if (!isHelperName(name)) return Promise.resolve(failed('its name is not a plain word'));
  return new Promise((resolve) => {
    const child = spawn(`docker-credential-${name}`, ['get'], {
      env: { ...env },
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const output: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_ANSWER) output.push(chunk);
      else child.kill('SIGKILL');
    });
    // It may end without reading what it was asked.
    child.stdin.on('error', () => {});
    child.stdin.end(server);
    child.once('error', () => resolve(failed('it could not be run; is it on the PATH?')));
    child.once('exit', (code) => {
      // A child of its own may keep the pipe open after it was killed.
      if (code === null) child.stdout.destroy();
    });
    child.once('close', (code) => resolve(toAnswer(code, Buffer.concat(output).toString('utf8'), timeoutMs)));
  });
}

function toAnswer(code: number | null, output: string, timeoutMs: number): HelperAnswer {
  if (code === null) {
    return failed(`it printed too much, or gave no answer within ${timeoutMs / 1000} s`);
  }
  if (code !== 0) return toFailure(code, output);
  const answer = parseObject(output);
  const username = answer === null ? '' : textField(answer, 'Username');
  const secret = answer === null ? '' : textField(answer, 'Secret');
  if (answer === null) return failed('its answer is not JSON');
  return secret === '' ? { kind: 'none' } : { kind: 'login', username, secret };
}

/** Helpers say on standard output that they know nothing, in these words. */
function toFailure(code: number, output: string): HelperAnswer {
  if (/credentials not found|no credentials server url/i.test(output)) return { kind: 'none' };
  return failed(`it ended with exit code ${code}`);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = parseJsonText(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function failed(reason: string): HelperAnswer {
  return { kind: 'failed', reason };
}
