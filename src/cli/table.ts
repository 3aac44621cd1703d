import { printable } from "./format.ts";

/** One column of a {@link renderTable}. */
export interface Column<Row> {
  readonly title: string;
  /** Numbers stand at the right. Default left. */
  readonly align?: "left" | "right";
  readonly value: (row: Row) => string;
}

/** Rows under titles, columns two spaces apart, no spaces at line ends; ends with a line break. */
export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.value(row))));
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...cells.map((line) => [...(line[index] ?? "")].length)),
  );
  const lines = [columns.map((column) => column.title), ...cells];
  return lines.map((line) => `${renderLine(line, columns, widths)}\n`).join("");
}

function renderLine<Row>(
  line: readonly string[],
  columns: readonly Column<Row>[],
  widths: readonly number[],
): string {
  return line
    .map((cell, index) => {
      const padding = " ".repeat(Math.max(0, (widths[index] ?? 0) - [...cell].length));
      return columns[index]?.align === "right" ? padding + cell : cell + padding;
    })
    .join("  ")
    .trimEnd();
}
