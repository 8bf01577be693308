/** What the months' tests stand on: made-up people. */
import { flushPromises, type mount } from "@vue/test-utils";
import { vi } from "vitest";
import type { Router } from "vue-router";
import { footing } from "../footing/testing";
import type { Schemas } from "../server";
import { placeCalled, screenAt, serverAnswers, type Answers, type Asked } from "../testing";
import type { Person, Village } from "./chain";
import routes from "./routes";

export const TOWN = "610926101";
export const VILLAGE = "610926101203";
export const LIST = `GET /console/v1/divisions/${TOWN}/months`;
export const OF_VILLAGE = `GET /console/v1/divisions/${VILLAGE}/months`;
export const CHECK = `POST /console/v1/divisions/${VILLAGE}/months/checks`;
export const PAPER = `POST /console/v1/divisions/${VILLAGE}/months/paper`;
export const LEFT = `GET /console/v1/divisions/${TOWN}/months/left`;
export const CLOSE = `POST /console/v1/divisions/${TOWN}/months/close`;

export const AUGUST = "R".repeat(20) + "S".repeat(8) + "LLA";
export const seen = (changed: Schemas["ChangedDay"][] = [], note = ""): Schemas["SeenView"] => ({ note, changed });
export const moved = (day: string, was: string, is: string): Schemas["ChangedDay"] => ({ day, was, is });

/** A sheet on paper as it was typed in. */
export const SHEET: Schemas["OnPaperView"] = { days: `${"R".repeat(5)}SS${"R".repeat(24)}`, signed: true, note: "原件在镇农办", typed_by: "林办事员", seen: "aa" };

export function person(cadre: string, name: string, more: Partial<Person> = {}): Person {
  return {
    cadre,
    name,
    role: "resident",
    until: "2017-08-31",
    signs: AUGUST,
    silent: [],
    step: "signed",
    acknowledged: seen(),
    signed: seen(),
    checked: null,
    checked_by: null,
    paper: null,
    on_paper: typeof more.paper === "object" && more.paper !== null,
    paper_takes_two: false,
    filed: [],
    never_heard: 0,
    year_resident: 158,
    year_target: 220,
    ...more,
  };
}

export const village = (people: Person[], division = VILLAGE, name = "马鞍桥村", earlier: Schemas["EarlierView"][] = []): Village => ({ division, name, year_until: "2017-08-31", people, earlier });
export const leftOut = (cadre: string, name: string, more: Partial<Schemas["LeftView"]> = {}): Schemas["LeftView"] => ({
  division: VILLAGE,
  division_name: "马鞍桥村",
  cadre,
  name,
  month: "2017-08-01",
  step: "acknowledged",
  ...more,
});
export const counts = (division: string, name: string, more: Partial<Schemas["MonthCountsOf"]> = {}): Schemas["MonthCountsOf"] => ({
  division,
  name,
  people: 8,
  acknowledged: 6,
  signed: 5,
  checked: 3,
  filed: 2,
  left: 0,
  corrections: 1,
  ...more,
});

export interface Opened {
  screen: ReturnType<typeof mount>;
  router: Router;
  asked: Asked[];
  bodies: (call: string) => unknown[];
}

/** The screen at an address; names and counts are there. */
export async function open(path: string, answers: Answers = {}): Promise<Opened> {
  const asked = serverAnswers({
    ...placeCalled(TOWN, "大贵镇"),
    ...placeCalled(VILLAGE, "马鞍桥村"),
    ...placeCalled("610926", "平利县"),
    [`GET /console/v1/divisions/${TOWN}/months/counts`]: () => ({ below: [counts(VILLAGE, "马鞍桥村")], footing: footing() }),
    [`GET /console/v1/divisions/${VILLAGE}/months/counts`]: () => ({ below: [counts(VILLAGE, "马鞍桥村")], footing: footing() }),
    [LEFT]: () => ({ left: [] }),
    ...Object.fromEntries(["610926", TOWN, VILLAGE].map((code) => [`GET /console/v1/divisions/${code}/months/units`, () => ({ units: [], next: null })])),
    [`GET /console/v1/divisions/${VILLAGE}/months/left`]: () => ({ left: [] }),
    ...answers,
  });
  const { screen, router } = await screenAt(routes, path);
  await vi.dynamicImportSettled();
  await flushPromises();
  return { screen, router, asked, bodies: (call) => asked.filter((one) => one.call === call).map(({ body }) => body) };
}

export function dialog(): Element {
  const found = document.querySelector(".el-dialog");
  if (found === null) throw new Error("no dialog");
  return found;
}

export async function click(word: string, within: ParentNode = document): Promise<void> {
  const button = [...within.querySelectorAll<HTMLElement>("button, a")].find((one) => one.textContent?.trim().startsWith(word) === true);
  if (button === undefined) throw new Error(`no ${word}`);
  button.click();
  await flushPromises();
}
