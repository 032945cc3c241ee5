/**
 * Holds the sources to the architecture: who may import whom (type imports count too), no import between two
 * plug-ins of a kind, no cycles, no exports that nobody uses. Reads the syntax trees through the compiler's API
 * (marked unstable; the version is pinned).
 */
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** For entry points. */
const ALL: readonly string[] = [
  'model',
  'base',
  'image',
  'ecosystem',
  'version',
  'match',
  'check',
  'priority',
  'policy',
  'vex',
  'sbom',
  'diff',
  'advisory',
  'report',
  'scan',
  'gate',
];

/** What each folder of src may import besides itself. `scan`, `cli` and the index may read a `list.ts` of another folder. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  base: ['model'],
  version: ['model', 'base'],
  image: ['model', 'base'],
  ecosystem: ['model', 'base'],
  check: ['model', 'base'],
  priority: ['model', 'base'],
  report: ['model', 'base'],
  policy: ['model', 'base', 'version'],
  vex: ['model', 'base', 'version'],
  sbom: ['model', 'base'],
  diff: ['model', 'base'],
  match: ['model', 'base', 'version'],
  advisory: ['model', 'base', 'version'],
  scan: ['model', 'base', 'image', 'ecosystem', 'version', 'match', 'check', 'priority', 'policy', 'vex'],
  gate: ['model', 'base', 'version', 'image', 'policy', 'vex', 'sbom', 'diff', 'report', 'scan'],
  cli: ALL,
  '': ALL,
};

/** Folders whose subfolders are plug-ins that must not know each other. */
const PLUGIN_FOLDERS = [
  'ecosystem',
  'report',
  'advisory/feeds',
  'advisory/tables',
  'image/sources',
  'check',
  'vex/formats',
  'sbom/formats',
];
/** Who may read a plug-in list that lies in another folder. */
const LIST_READERS = ['scan', 'gate', 'cli', ''];
/** `version/list.ts` is no plug-in list to be chosen from, but the table of schemes that matching works with. */
const OPEN_LISTS = ['src/version/list.ts'];

/** One import or re-export: from file to file, with the names it takes (`*` for all). */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
}

interface Module {
  readonly path: string;
  readonly edges: readonly Edge[];
  /** Exported names, each with whether its own file uses it in another exported declaration. */
  readonly exports: ReadonlyMap<string, boolean>;
}

/** All violations, one line each; empty if the sources hold to the architecture. */
export function checkImports(): string[] {
  const modules = readModules();
  const sources = modules.filter((m) => m.path.startsWith('src/'));
  const code = sources.filter((m) => !m.path.endsWith('.test.ts'));
  return [...code.flatMap(checkFolders), ...findCycles(code), ...findUnusedExports(modules)];
}

function readModules(): Module[] {
  const api = new API();
  try {
    const snapshot = api.updateSnapshot({ openProjects: [resolve(ROOT, 'tsconfig.json')] });
    const program = snapshot.getProjects()[0]!.program;
    const names = program.getSourceFileNames().filter((n) => !n.includes('/node_modules/'));
    return names.filter((n) => n.startsWith(ROOT)).map((n) => readModule(program.getSourceFile(n)!));
  } finally {
    api.close();
  }
}

function readModule(file: SourceFile): Module {
  const path = relative(ROOT, file.fileName);
  const edges: Edge[] = [];
  const exports = new Map<string, Node>();
  const visit = (node: Node): void => {
    const edge = toEdge(node, path);
    if (edge !== null) edges.push(edge);
    node.forEachChild(visit);
  };
  visit(file);
  for (const statement of file.statements)
    for (const name of exportedNames(statement)) exports.set(name, statement);
  const used = namesUsedInExports(exports);
  return { path, edges, exports: new Map([...exports.keys()].map((name) => [name, used.has(name)])) };
}

function toEdge(node: Node, from: string): Edge | null {
  const specifier = specifierOf(node);
  if (!specifier?.startsWith('.')) return null;
  const to = relative(ROOT, resolve(ROOT, dirname(from), specifier));
  return { from, to, names: namesOf(node) };
}

function specifierOf(node: Node): string | null {
  if (is.isImportDeclaration(node) || is.isExportDeclaration(node)) {
    const specifier = node.moduleSpecifier;
    return specifier !== undefined && is.isStringLiteral(specifier) ? specifier.text : null;
  }
  if (is.isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
    const argument = node.arguments[0];
    return argument !== undefined && is.isStringLiteral(argument) ? argument.text : null;
  }
  if (is.isImportTypeNode(node) && is.isLiteralTypeNode(node.argument)) {
    const literal = node.argument.literal;
    return is.isStringLiteral(literal) ? literal.text : null;
  }
  return null;
}

function namesOf(node: Node): readonly string[] {
  if (is.isImportDeclaration(node)) {
    const bindings = node.importClause?.namedBindings;
    if (bindings !== undefined && is.isNamedImports(bindings)) {
      return bindings.elements.map((e) => (e.propertyName ?? e.name).text);
    }
  }
  if (
    is.isExportDeclaration(node) &&
    node.exportClause !== undefined &&
    is.isNamedExports(node.exportClause)
  ) {
    return node.exportClause.elements.map((e) => (e.propertyName ?? e.name).text);
  }
  return ['*'];
}

function exportedNames(statement: Node): string[] {
  if (is.isVariableStatement(statement) && isExported(statement)) {
    return statement.declarationList.declarations.flatMap((d) =>
      is.isIdentifier(d.name) ? [d.name.text] : [],
    );
  }
  const declared =
    is.isFunctionDeclaration(statement) ||
    is.isClassDeclaration(statement) ||
    is.isInterfaceDeclaration(statement) ||
    is.isTypeAliasDeclaration(statement);
  return declared && isExported(statement) && statement.name !== undefined ? [statement.name.text] : [];
}

function isExported(node: { readonly modifiers?: Iterable<Node> | undefined }): boolean {
  return [...(node.modifiers ?? [])].some((m) => m.kind === SyntaxKind.ExportKeyword);
}

/** isolatedDeclarations demands that types in exported signatures are exported as well: such a use counts. */
function namesUsedInExports(exports: ReadonlyMap<string, Node>): ReadonlySet<string> {
  const used = new Set<string>();
  for (const [owner, statement] of exports) {
    const visit = (node: Node): void => {
      if (is.isIdentifier(node) && node.text !== owner) used.add(node.text);
      node.forEachChild(visit);
    };
    visit(statement);
  }
  return used;
}

function folderOf(path: string): string {
  const parts = path.split('/');
  return parts.length > 2 ? parts[1]! : '';
}

function checkFolders(module: Module): string[] {
  return module.edges.flatMap((edge) => {
    const [from, to] = [folderOf(edge.from), folderOf(edge.to)];
    if (!edge.to.startsWith('src/')) return [`${edge.from}: imports ${edge.to}, which is outside src`];
    if (from !== to && !(MAY_IMPORT[from] ?? []).includes(to))
      return [`${edge.from}: ${from} may not import ${to} (${edge.to})`];
    if (
      from !== to &&
      edge.to.endsWith('/list.ts') &&
      !LIST_READERS.includes(from) &&
      !OPEN_LISTS.includes(edge.to)
    ) {
      return [`${edge.from}: only scan and the entry points may read ${edge.to}`];
    }
    const plugins = [pluginOf(edge.from), pluginOf(edge.to)];
    if (plugins[0] !== null && plugins[1] !== null && plugins[0] !== plugins[1]) {
      return [
        `${edge.from}: a plug-in may not import another one (${edge.to}); shared parsing goes to src/base`,
      ];
    }
    return [];
  });
}

/** The plug-in folder that a file lies in, or null. */
function pluginOf(path: string): string | null {
  for (const folder of PLUGIN_FOLDERS) {
    const match = new RegExp(`^src/${folder}/([^/]+)/`).exec(path);
    if (match !== null) return `${folder}/${match[1]}`;
  }
  return null;
}

function findCycles(modules: readonly Module[]): string[] {
  const edges = new Map(modules.map((m) => [m.path, m.edges.map((e) => e.to)]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push(`cycle: ${[...trail.slice(start), path].join(' -> ')}`);
    if (start >= 0 || done.has(path)) return;
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return cycles;
}

/** Tests count as users: what only they need to see may be exported for them. */
function findUnusedExports(modules: readonly Module[]): string[] {
  const used = new Set<string>();
  for (const module of modules)
    for (const { to, names } of module.edges) for (const name of names) used.add(`${to}#${name}`);
  return modules
    .filter((m) => m.path.startsWith('src/') && !m.path.includes('/fixtures/') && !ENTRY_POINTS.has(m.path))
    .flatMap((m) =>
      [...m.exports]
        .filter(([name, byItself]) => !byItself && !used.has(`${m.path}#${name}`) && !used.has(`${m.path}#*`))
        .map(([name]) => `${m.path}: nobody uses the export ${name}`),
    );
}

/** Loaded by the launcher, by a worker, or by users of the package. */
const ENTRY_POINTS = new Set([
  'src/index.ts',
  'src/cli/main.ts',
  'src/scan/readers.ts',
  'src/image/layer-worker.ts',
]);

if (import.meta.main) {
  const violations = checkImports();
  for (const line of violations) process.stdout.write(`${line}\n`);
  process.stdout.write(
    violations.length === 0 ? 'imports: all as they should be\n' : `${violations.length} violations\n`,
  );
  process.exitCode = violations.length === 0 ? 0 : 1;
}
