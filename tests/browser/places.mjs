// Every place of the console for each desk, with the dialogs that lie over it: pictures (screens.mjs) and axe (reading.test.mjs) go through all of them.

import { join } from "node:path";
import { call } from "./world.mjs";

const HEADS = ["县区", "镇", "村", "编号", "姓名", "单位", "角色", "起始日期"];
const ROSTER = [
  HEADS,
  ["平利县", "城关镇", "五峰", "x901", "石大川", "示范农业站901", "驻村队员", "2017-08-01"],
  ["平利县", "城关镇", "没有这个村", "x902", "秦小满", "示范农业站901", "驻村队员", "2017-08-01"],
  ["平利县", "城关镇", "三里垭", "x903", "田有余", "示范农业站901", "驻村队员", "2017-08-01"],
];
const FORM = [["{{区划}} {{from}} 至 {{to}}"], ["姓名", "住村天数"], ["{{姓名}}", "{{住村天数}}"]];

/** Brings a file by the form of the screen that is open. */
async function bring(page, file) {
  await page.locator("input[name=file]").setInputFiles(file);
  const answered = page.waitForResponse((answer) => answer.request().method() !== "GET" && answer.ok());
  await page.locator("form.bring .button").first().click();
  await answered;
}

/** What desks have under way: an anchor, a day to be set right by two people, one that could not wait, a list with faults, a form. */
export async function plant(world) {
  const [village] = world.planted.villages;
  const [first, second] = world.desks("town_office").filter(({ division }) => village.startsWith(division));
  const [county] = world.desks("county_office");
  const cadre = `c${village.slice(4)}-2`;
  const made = async (page, path, body) => {
    const { status, said } = await call(page, "POST", path, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(said)}`);
    return said;
  };

  let page = await world.sit(second);
  await made(page, `/console/v1/divisions/${village}/anchors`, { name: "村部", lat: 32.3921, lon: 109.3612, radius: 800, from_day: "2017-07-01" });
  const wish = { cadre, to: "resident", reason: "那几天手机摔坏了,村文书和第一书记都证明人在村里,晚上住在村部。" };
  await made(page, `/console/v1/divisions/${village}/corrections`, { ...wish, day: "2017-07-12", emergency: false });
  await made(page, `/console/v1/divisions/${village}/corrections`, { ...wish, day: "2017-07-13", emergency: true });
  await page.context().close();

  page = await world.sit(county);
  await page.goto(`${world.url}/office/#/forms/${county.division}`);
  const form = join(world.folder, "驻村工作月报.xlsx");
  await world.ask({ workbook: { into: form, rows: FORM } });
  await bring(page, form);
  await page.goto(`${world.url}/office/#/imports/${county.division}`);
  await page.locator("select[name=work]").selectOption("roster");
  const roster = join(world.folder, "花名册.xlsx");
  await world.ask({ workbook: { into: roster, rows: ROSTER } });
  await bring(page, roster);
  await page.locator(".heads").waitFor();
  const importing = new URL(page.url()).hash.slice(1);
  await page.locator(".steps .button").first().click();
  await page.locator(".found tbody tr").first().waitFor();
  await page.context().close();
  world.pages.splice(-2);
  return { village, town: first.division, county: county.division, city: world.desks("city_office")[0].division, cadre, importing };
}

/** What a page waits for from the server, by page. */
const asking = new WeakMap();

/** Waits until the page asks the server for nothing more, has drawn what it was told, and nothing moves. */
export async function settled(page) {
  const open = asking.get(page);
  do {
    while (open.size > 0) await page.waitForEvent("requestfinished", { timeout: 100 }).catch(() => undefined);
    await page.evaluate(async () => {
      const drawn = () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
      for (await drawn(); document.getAnimations().length > 0; await drawn()) await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    });
  } while (open.size > 0);
}

/** Goes to a place and does what is done there to see it. */
export async function visit(world, page, { path, open }) {
  if (!asking.has(page)) {
    const all = new Set();
    asking.set(page, all);
    page.on("request", (request) => all.add(request));
    for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => all.delete(request));
  }
  // Over another place, so that nothing that lay over the last one stays.
  await world.go(page, "/no/such/place");
  await page.locator("main a, main button").first().waitFor();
  await world.go(page, path);
  await settled(page);
  if (open === null) return;
  await open(page);
  await settled(page);
}

/** Clicks and waits for what comes to lie over the screen. */
const over = (...clicks) => async (page) => {
  for (const selector of clicks) await page.locator(selector).first().click();
  await page.locator(".el-dialog").last().waitFor();
};
/** Clicks and waits for something on the screen. */
const shows = (selector, ...clicks) => async (page) => {
  for (const one of clicks) await page.locator(one).first().click();
  await page.locator(selector).first().waitFor();
};
const key = (letter) => async (page) => {
  await page.locator(".judge .flag:not([disabled])").waitFor();
  await page.keyboard.press(letter);
  await page.locator(".el-dialog").last().waitFor();
};
const firstItem = "ol li button";

/** The places of one desk: a name, an address, what is done there to see it, and whether it is one that is printed. */
export function placesOf(role, at, planted) {
  const { village, town, county, city, cadre, importing } = at;
  const here = { town_office: town, county_office: county, city_office: city, administrator: city }[role];
  const [odd] = planted.odd;
  const account = { county_office: `town-${town}`, city_office: `county-${county}`, administrator: `county-${county}` }[role];
  const everybody = [
    ["home", "/"],
    ["not-found", "/no/such/place"],
    ["account", "/account"],
    ["menu", "/account", shows("#desk-menu", ".desk-menu .who")],
    ["second-factor", "/account", shows(".card .picture", ".card .first")],
    ["people", `/people/${here}`],
    ["person", `/people/${here}/${cadre}`],
    ["person-lost", `/people/${here}/${cadre}`, over(".button.lost")],
    ["person-stop", `/people/${here}/${cadre}`, over(".phone .button.stop")],
    ["person-code", `/people/${here}/${cadre}`, over(".phone .button.code")],
    ["person-card", `/people/${here}/${cadre}`, over(".button.invite"), "printed"],
    ["training", `/training/${here}`],
    ["training-village", `/training/${village}`],
    ["training-sheet", `/training/${here}`, over(".buttons .button:not([disabled])"), "printed"],
    ["seconds", `/seconds/${here}`],
    ["jobs", "/jobs"],
  ];
  const keepsAccounts = [
    ["accounts", `/accounts/${here}`],
    ["account-of", `/accounts/${here}/${account}`],
    ["account-add", `/accounts/${here}`, shows("form.add", ".button.add")],
    ["account-appoint", `/accounts/${here}/${account}`, shows("form.appoint", ".button.appoint")],
    ["account-end", `/accounts/${here}/${account}`, over(".held .button.end")],
    ["account-password", `/accounts/${here}/${account}`, over(".button.password")],
    ["account-close", `/accounts/${here}/${account}`, over(".button.close")],
    ["audit", `/audit/${here}`],
  ];
  if (role === "administrator") return [...everybody, ...keepsAccounts].map(placeOf);
  const month = "month=2017-07";
  const offices = [
    ["person-new", `/people/${here}`, over(".button.new")],
    ["person-move", `/people/${here}/${cadre}`, over(".button.move")],
    ["person-end", `/people/${here}/${cadre}`, over(".row .button.end")],
    ["person-add", `/people/${here}/${cadre}`, over(".card .button.add")],
    ["held", `/held/${here}`],
    ["overview", `/overview/${here}?days=month`],
    ["overview-village", `/overview/${village}`],
    ["review", "/review", shows(".judge .flag:not([disabled])")],
    ["review-back", "/review", key("r")],
    ["review-flag", "/review", key("f")],
    ["review-word", "/review", key("c")],
    ["review-keys", "/review", key("?")],
    ["review-read", `/review/${odd.space}/${odd.record}`, shows("article"), "printed"],
    ["problems", "/problems"],
    ["attendance", `/attendance/${here}?${month}`, shows("tbody tr"), "printed"],
    ["attendance-village", `/attendance/${village}?${month}`, shows("tbody tr"), "printed"],
    ["attendance-person", `/attendance/${village}/${cadre}?year=2017`, shows("table.year"), "printed"],
    ["attendance-day", `/attendance/${village}/${cadre}?year=2017&day=2017-07-12`, over()],
    ["attendance-correct", `/attendance/${village}/${cadre}?year=2017`, over(".correct .button")],
    ["months", `/months/${here}?${month}`, shows("tbody tr"), "printed"],
    ["months-village", `/months/${village}?${month}`, shows("tbody tr"), "printed"],
    ["months-paper", `/months/${village}?${month}`, over(".button.paper")],
    ["months-why", `/months/${village}?${month}`, over(".button.one")],
    ["months-close", `/months/${village}?${month}`, over(".sheet .close")],
    ["decisions", "/decisions"],
    ["decision-decided", "/decisions", shows("article.decision", ".head .which button:last-child", firstItem)],
    ["second", `/seconds/${here}`, shows("article.second", firstItem)],
    ["second-no", `/seconds/${here}`, shows("article.second textarea", firstItem, "article.second form .choice")],
    ["search", `/search/${here}`],
    ["search-found", `/search/${here}?q=${encodeURIComponent("种子")}`, shows("ol li")],
    ["search-opened", `/search/${odd.space}?q=${encodeURIComponent("种子")}&open=${odd.space}.diary.${odd.record}`, shows("article")],
    ["anchors", `/anchors/${here}`],
    ["anchors-village", `/anchors/${village}`, shows(".button.end")],
    ["anchors-set", `/anchors/${village}`, over(".button.set")],
    ["anchors-end", `/anchors/${village}`, over(".button.end")],
    ["households", `/households/${here}`, shows("tbody tr")],
    ["households-village", `/households/${village}?person=${cadre}`],
    ["households-hand", `/households/${village}?person=${cadre}`, over(".button.hand")],
    ["households-assign", `/households/${village}`, over("tbody .pick", ".button.assign")],
    ["households-coverage", `/households/${here}?list=coverage`],
    ["households-unlisted", `/households/${here}?list=unlisted`],
    ["imports", `/imports/${here}`],
    ["forms", `/forms/${here}`],
    ["forms-words", `/forms/${here}`, shows("details.words[open]", "details.words summary")],
    ["policy", "/policy"],
    ["policy-text", "/policy?id=ankang-2017/1", shows("h2")],
    ["policy-compare", "/policy?show=compare"],
    ["policy-calendar", "/policy?show=calendar&year=2017"],
    ["complaints", `/complaints/${here}`],
  ];
  // What something contradicts comes first, and need not have a hint.
  const odds = ["review-hints", "/review", over("ol li button:has(.tag.warn)", ".reasons .card.odd .remark > .button")];
  const of = {
    town_office: [...everybody, ...offices, odds, ["problem", "/problems", shows("article.problem", firstItem)]],
    county_office: [
      ...everybody,
      ...offices,
      ...keepsAccounts,
      odds,
      ["import", importing, shows(".found tbody tr")],
      ["jobs-of", `/jobs/${county}/roster`],
      ["forms-fill", `/forms/${county}`, over(".fill")],
      ["forms-forget", `/forms/${county}`, over(".forget")],
    ],
    city_office: [...everybody, ...offices, ...keepsAccounts],
  };
  return of[role].map(placeOf);
}

const placeOf = ([name, path, open = null, printed = ""]) => ({ name, path, open, printed: printed !== "" });
