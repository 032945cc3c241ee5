/** TOML, as lock files of several languages are written. */
import { parseToml } from '../../../src/base/toml.ts';
import { type Target, texts } from '../target.ts';

const toml: Target = {
  id: 'toml',
  sources: ['base/toml.ts'],
  seeds: texts(
    'version = 1\n[[package]]\nname = "a"\nversion = "1.0"\nfiles = [\n {file = "a.whl", hash = "x"},\n]\n[package.source]\nurl = \'b\'\n',
    '[metadata]\na.b = """x\\\n y"""\nc = \'\'\'z\'\'\'\nd = 2026-01-31T10:00:00Z\ne = [1, 2.5, true, 0xff, inf]\n',
  ),
  tokens: ['[[', ']]', '"""', "'''", ' = ', '\\u00e9', '__proto__', '{', '}', '.', '\n'],
  errors: [SyntaxError],
  run: (bytes) =>
    JSON.stringify(parseToml(bytes), (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
};

export const tomlTargets: readonly Target[] = [toml];
