import { describe, expect, it } from "vitest";
import { renderTable } from "./table.ts";

const columns = [
  { title: "NAME", value: (row: { name: string; size: number }) => row.name },
  {
    title: "SIZE",
    align: "right" as const,
    value: (row: { name: string; size: number }) => String(row.size),
  },
];

describe("renderTable", () => {
  it("aligns columns by their widest cell, without spaces at line ends", () => {
    const text = renderTable(columns, [
      { name: "a", size: 12_345 },
      { name: "longer 😀", size: 1 },
    ]);
    expect(text).toBe("NAME       SIZE\na         12345\nlonger 😀      1\n");
  });

  it("shows only titles when there are no rows", () => {
    expect(renderTable(columns, [])).toBe("NAME  SIZE\n");
  });

  it("lets no cell move the cursor", () => {
    expect(renderTable(columns, [{ name: "a\u001b[A\nb", size: 1 }])).not.toContain("\u001b");
  });
});
