import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test } from "vitest";
import { defineComponent, h } from "vue";
import { nameOfDivision, useDivision } from "../lists/divisions";
import DivisionHead from "../lists/DivisionHead.vue";
import { divisionsOf } from "../rights";
import { desk } from "../session";
import { axeFaults, placeCalled, refused, screenAt, serverAnswers, somebody, type Answers } from "../testing";
import { usePlace } from "./place";

const Screen = defineComponent({
  setup() {
    const { division, place, nameOf, failure } = usePlace("keep_devices");
    return () => [
      h(DivisionHead, { division: division.value, path: place.value.path, below: place.value.below, act: "keep_devices", to: (code: string) => `/people/${code}` }),
      h("p", { class: "here" }, `${division.value} ${nameOf(division.value)}`),
      h("p", { class: "why" }, failure.value?.code ?? ""),
    ];
  },
});
const routes = ["/people", "/people/:division"].map((path) => ({ path, component: Screen }));

const ABOVE = [{ code: "61", name: "陕西省" }, { code: "6109", name: "安康市" }];
const [COUNTY, TOWN, VILLAGE] = [{ code: "610926", name: "平利县" }, { code: "610926101", name: "大贵镇" }, { code: "610926101203", name: "马鞍桥村" }];
const NAMES = { ...placeCalled(COUNTY.code, COUNTY.name, { path: ABOVE, below: [TOWN] }), ...placeCalled(TOWN.code, TOWN.name, { path: [...ABOVE, COUNTY], below: [VILLAGE] }) };

let screen: ReturnType<typeof mount> | null = null;
async function open(path: string, answers: Answers) {
  const asked = serverAnswers(answers);
  const at = await screenAt(routes, path);
  screen = at.screen;
  return { ...at, asked };
}
const links = () => screen?.findAll("a").map((link) => [link.text(), link.attributes("href")]);

afterEach(() => {
  screen?.unmount();
  screen = null;
  desk.me = null;
});

test("who holds a role for the county and acts in villages is offered these by name", async () => {
  const other = { code: "610926101205", name: "磨沟村" };
  const unit = { role: "lead_unit", role_zh: "牵头单位", division: COUNTY.code, division_name: COUNTY.name, unit: "市示范农业局" };
  desk.me = somebody({
    appointments: [unit],
    acts: [{ act: "keep_devices", divisions: [VILLAGE.code, other.code] }],
    divisions: [COUNTY, VILLAGE, other],
  });
  await open(`/people/${VILLAGE.code}`, placeCalled(VILLAGE.code, VILLAGE.name, { path: [...ABOVE, COUNTY, TOWN] }));
  expect(screen?.findAll("option").map((one) => one.text())).toEqual(["马鞍桥村", "磨沟村"]);
  expect(divisionsOf(desk.me, "keep_devices").map(({ name }) => name)).toEqual(["马鞍桥村", "磨沟村"]);
});

test("the way up ends where one's own divisions end, and the way down is one tap away", async () => {
  // An administrator, say: names are for everybody, whether or not they see figures.
  desk.me = somebody({ acts: [{ act: "keep_devices", divisions: ["610926"] }] });
  const { router } = await open("/people", NAMES);
  expect(screen?.get(".here").text()).toBe("610926 平利县");
  expect(links()).toEqual([["大贵镇", "/people/610926101"]]);
  await screen?.get("a").trigger("click");
  await flushPromises();
  expect(router.currentRoute.value.path).toBe("/people/610926101");
  expect(screen?.get(".here").text()).toBe("610926101 大贵镇");
  expect(links()).toEqual([["平利县", "/people/610926"], ["马鞍桥村", "/people/610926101203"]]);
  expect(await axeFaults()).toEqual([]);
});

test("who sits in two divisions goes from one to the other", async () => {
  desk.me = somebody({ acts: [{ act: "keep_devices", divisions: ["610921100", "610926101"] }] });
  const { router } = await open("/people", {});
  expect(screen?.get(".here").text()).toContain("610921100");
  const choice = screen?.get("select");
  expect(choice?.findAll("option").map((option) => option.text())).toEqual(["610921100", "610926101"]);
  expect(await axeFaults()).toEqual([]);
  await choice?.setValue("610926101");
  await flushPromises();
  expect(router.currentRoute.value.path).toBe("/people/610926101");
});

test("where names can't be had the codes stand, and why is told", async () => {
  desk.me = somebody({ acts: [{ act: "keep_devices", divisions: ["610926"] }] });
  await open("/people/610926109", { "GET /console/v1/places/610926109": () => refused(503, "storage.busy") });
  expect(screen?.get(".here").text()).toBe("610926109 610926109");
  expect(screen?.get(".why").text()).toBe("storage.busy");
});

test("villages of a list are named by one question to their town, and each place is asked for once", async () => {
  const VILLAGES = [{ code: "610921100201", name: "城关村" }, { code: "610921100202", name: "石门村" }];
  const asked = serverAnswers(placeCalled("610921100", "城关镇", { below: VILLAGES }));
  const list = mount(() => h("p", [...VILLAGES, ...VILLAGES].map(({ code }) => nameOfDivision(code)).join(" ")));
  expect(list.text()).toContain("610921100201 610921100202");
  await flushPromises();
  expect(list.text()).toBe("城关村 石门村 城关村 石门村");
  const Town = defineComponent({
    setup() {
      const town = useDivision(() => "610921100");
      return () => h("p", town.value?.name);
    },
  });
  const town = mount(Town);
  await flushPromises();
  expect(town.text()).toBe("城关镇");
  expect(asked.map(({ call }) => call)).toEqual(["GET /console/v1/places/610921100"]);
  list.unmount();
  town.unmount();
});
