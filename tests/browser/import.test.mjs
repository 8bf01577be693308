import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, scene } from "./world.mjs";

const HEADS = ["县区", "镇", "村", "编号", "姓名", "单位", "角色", "起始日期"];
const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489", "hex");
const member = (village, id, name, town = "城关镇") => ["平利县", town, village, id, name, "示范农业站901", "驻村队员", "2017-08-01"];

/** Brings a file to the screen of imports, and waits for what its first step comes to. */
async function bring(world, page, { division }, file) {
  await world.go(page, "/home");
  await world.go(page, `/imports/${division}`);
  await page.locator("select[name=work]").selectOption("roster");
  await page.locator("input[name=file]").setInputFiles(file);
  await page.locator(".bring button.filled").click();
}

async function dryRun(page) {
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/dry-run") && answer.ok());
  await page.locator(".steps button", { hasText: "试导入" }).click();
  await answered;
  await page.locator(".stand .tag", { hasText: "试导入 · 做完了" }).waitFor();
  await page.locator(".sums").waitFor();
}

/** The table of what was found: what stands in each row, without line breaks. */
async function found(page) {
  const rows = page.locator(".found tbody tr");
  await rows.first().waitFor();
  return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/gu, " ").trim());
}

scene("a list with faults shows each by its cell; mended, what was shown is what is done", async (world) => {
  const [clerk] = world.desks("county_office");
  const page = await world.sit(clerk);
  /** Who of the county is called so. */
  const people = async (name) => {
    const { said } = await call(page, "GET", `/console/v1/divisions/${clerk.division}/people?q=${encodeURIComponent(name)}`);
    return said.items.filter((person) => person.name === name);
  };
  const faulty = join(world.folder, "花名册.xlsx");
  await world.ask({
    workbook: {
      into: faulty,
      rows: [
        HEADS,
        member("五峰", "x901", "石大川"),
        member("没有这个村", "x902", "秦小满"),
        member("三里垭", "x903", "田有余"),
        member("三里垭", "x903", "田有余"),
        member("三里垭", "x904", "方正清"),
      ],
      merged: [
        { cells: [1, 0, 5, 0], text: "平利县" },
        { cells: [5, 4, 5, 5], text: "方正清 示范农业站901" },
      ],
    },
  });
  await bring(world, page, clerk, faulty);
  await page.locator(".heads").waitFor();
  await dryRun(page);
  const faults = await found(page);
  const wanted = [
    [/^C2 不对/u, "610926100004", "610926100204", "division.ambiguous"],
    [/^C3 不对/u, "没有这个村", "division.not_found"],
    [/^第 5 行 不对/u, "第 4 行已经有了", "roster.row_twice"],
    [/^第 6 行 不对/u, "E6:F6", "import.merged_across"],
  ];
  assert.equal(faults.length, wanted.length, faults.join("\n"));
  for (const [at, [where, ...parts]] of wanted.entries()) {
    assert.match(faults[at], where);
    for (const part of parts) assert.ok(faults[at].includes(part), `${part}: ${faults[at]}`);
  }
  assert.equal(await page.locator(".steps button", { hasText: "正式导入" }).count(), 0, "nothing is taken in with faults");

  // Mended in the file; which village is meant is chosen at the desk.
  const mended = join(world.folder, "花名册改.xlsx");
  await world.ask({
    workbook: {
      into: mended,
      rows: [HEADS, member("五峰", "x901", "石大川"), member("五峰村委会", "x902", "秦小满"), member("五峰村委会", "x904", "方正清")],
      merged: [{ cells: [1, 0, 3, 0], text: "平利县" }],
    },
  });
  await bring(world, page, clerk, mended);
  await page.locator(".heads").waitFor();
  await dryRun(page);
  await page.locator(".found select").selectOption("610926100204");
  await dryRun(page);
  await page.locator(".sums", { hasText: "有 0 处不对" }).waitFor();
  const shown = await found(page);
  assert.ok(shown.some((text) => text.includes("A2:A4") && text.includes("提示")), "cells that are merged downwards are told of");
  for (const name of ["石大川", "秦小满", "方正清"]) assert.ok(shown.some((text) => text.includes("新增") && text.includes(name)), name);
  assert.deepEqual(await people("石大川"), [], "a dry run changes nothing");
  await page.locator(".steps button", { hasText: "正式导入" }).click();
  await page.getByText("导入完了:读了 3 行,其中 3 行有变化。").waitFor();
  for (const name of ["石大川", "秦小满", "方正清"]) assert.equal((await people(name)).length, 1, name);

  // As an older spreadsheet saves it.
  const old = join(world.folder, "老表.csv");
  await world.ask({ gbk: { into: old, text: [HEADS, member("五峰村委会", "x905", "贺满仓")].map((row) => row.join(",")).join("\r\n") } });
  await bring(world, page, clerk, old);
  await page.locator(".heads", { hasText: "姓名" }).waitFor();
  await dryRun(page);
  assert.ok((await found(page)).some((text) => text.includes("新增") && text.includes("贺满仓")), "GBK is read");

  // What is no list is refused in words, and nothing of it stays.
  const wrong = join(world.folder, "照片.xlsx");
  writeFileSync(wrong, PNG);
  await bring(world, page, clerk, wrong);
  await page.locator(".bring", { hasText: "这份文件是图片,这里用不上。请用 .xlsx 或 .csv。" }).waitFor();
  const { said } = await call(page, "GET", "/console/v1/jobs?limit=20");
  assert.deepEqual(said.jobs.map(({ file }) => file), ["老表.csv", "花名册改.xlsx", "花名册.xlsx"]);
});
