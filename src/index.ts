/**
 * What the package gives to programs: the central types, and the two steps that the command line is made of. Opening
 * an image and choosing advisories are the caller's; the report's JSON Schema is in `schemas/`.
 */
export { type Advisories, openDatabase } from './advisory/database.ts';
export { openStarter } from './advisory/starter.ts';
export { orStarterTables } from './advisory/starter-tables.ts';
export { InputError, NotCheckableError, PlimsollError, UsageError } from './base/errors.ts';
export { DEFAULT_LIMITS, type Limits } from './base/limits.ts';
export { ecosystems } from './ecosystem/list.ts';
export type { OpenImage } from './image/source.ts';
export type { Advisory, AdvisoryLookup } from './model/advisory.ts';
export type { Finding, VulnerabilityFinding } from './model/finding.ts';
export type { ImageInfo, LayerInfo } from './model/image.ts';
export type { Inventory } from './model/inventory.ts';
export type { Package } from './model/package.ts';
export type { Problem } from './model/problem.ts';
export type { Coverage, Decision, ScanReport } from './model/report.ts';
export { NO_TABLES, type TableLookup } from './model/table.ts';
export { reporters } from './report/list.ts';
export { judgeInventory, reportInventory } from './scan/judge.ts';
export { takeInventory } from './scan/take-inventory.ts';
