import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test } from "vitest";
import { defineComponent, h } from "vue";
import { desk } from "../session";
import { axeFaults, refused, screenAt, serverAnswers, somebody, type Answers } from "../testing";
import { usePlace } from "./place";
import PlaceBar from "./PlaceBar.vue";

const Screen = defineComponent({
  setup() {
    const { seats, division, place, nameOf, failure } = usePlace("keep_devices");
    return () => [
      h(PlaceBar, { seats: seats.value, division: division.value, place: place.value, to: (code: string) => `/people/${code}` }),
      h("p", { class: "here" }, `${division.value} ${nameOf(division.value)}`),
      h("p", { class: "why" }, failure.value?.code ?? ""),
    ];
  },
});
const routes = ["/people", "/people/:division"].map((path) => ({ path, component: Screen }));

const OF_COUNTY = {
  path: [{ code: "61", name: "陕西省" }, { code: "6109", name: "安康市" }],
  place: { code: "610926", name: "平利县" },
  below: [{ code: "610926101", name: "大贵镇" }],
};
const OF_TOWN = { path: [...OF_COUNTY.path, OF_COUNTY.place], place: { code: "610926101", name: "大贵镇" }, below: [{ code: "610926101203", name: "马鞍桥村" }] };
const overview = (code: string) => `GET /console/v1/divisions/${code}/overview`;

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

test("the way up ends where one's own divisions end, and the way down is one tap away", async () => {
  desk.me = somebody({ acts: ["keep_devices", "see_figures"].map((act) => ({ act, divisions: ["610926"] })) });
  const { router } = await open("/people", { [overview("610926")]: () => OF_COUNTY, [overview("610926101")]: () => OF_TOWN });
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
  await open("/people", {});
  expect(screen?.get(".here").text()).toContain("610921100");
  expect(links()).toEqual([["610926101", "/people/610926101"]]);
});

test("where names can't be had the codes stand, and why is told", async () => {
  desk.me = somebody({ acts: ["keep_devices", "see_figures"].map((act) => ({ act, divisions: ["610926"] })) });
  await open("/people/610926101", { [overview("610926101")]: () => refused(503, "storage.busy") });
  expect(screen?.get(".here").text()).toBe("610926101 610926101");
  expect(screen?.get(".why").text()).toBe("storage.busy");
});
