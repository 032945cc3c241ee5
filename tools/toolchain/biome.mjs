#!/usr/bin/env node
// Runs the platform's biome binary. The umbrella package @biomejs/biome cannot be used with `npm ci`
// where some of its optional platform binaries are not served.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const binary = createRequire(import.meta.url).resolve(
  `@biomejs/cli-${process.platform}-${process.arch}/biome`,
);
const result = spawnSync(binary, process.argv.slice(2), { stdio: 'inherit' });
process.exitCode = result.status ?? 1;
