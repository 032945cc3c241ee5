/** Plain text tables: the first column to the left, figures to the right. */

/** Lines of the table, the head first. Rows may be shorter than the head. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return [head, ...rows].map((row) =>
    head
      .map((_, column) => pad(row, column, widths))
      .join('  ')
      .trimEnd(),
  );
}

function pad(row: readonly string[], column: number, widths: readonly number[]): string {
  const text = row[column] ?? '';
  return column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
}

/** Megabytes of 1,000,000 bytes. */
export function toMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

/** Times of 0.1 s and less with three digits after the point. */
export function toSeconds(seconds: number): string {
  return seconds.toFixed(seconds < 1 ? 3 : 2);
}
