/** What the benches have in common: settings from the command line, and where their lines go. */

export interface BenchSettings {
  /** Path of the script that is measured. */
  readonly program: string;
  /** Folder with one folder an image, or null where none was named. */
  readonly images: string | null;
  /** Folder with the feeds' files, or null. */
  readonly feeds: string | null;
  /** Advisory database for the scans, or null: the starter data. */
  readonly database: string | null;
  /** Measured runs; one more goes before, to warm up. */
  readonly runs: number;
  /** Names of benches and images; empty for all. */
  readonly only: ReadonlySet<string>;
  /** True to print every name where otherwise only some are shown. */
  readonly verbose: boolean;
  print(line: string): void;
}
