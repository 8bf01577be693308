import { flushPromises, mount, RouterLinkStub } from "@vue/test-utils";
import { expect, test, vi } from "vitest";
import { h } from "vue";
import { Failure } from "../../shared/failure";
import { i18n } from "../i18n";
import type { Call, Schemas } from "../server";
import { refused, serverAnswers, somebody } from "../testing";
import { turned } from "./columns";
import DataTable from "./DataTable.vue";
import DivisionPath from "./DivisionPath.vue";
import DownloadLink from "./DownloadLink.vue";
import { usePages, type Page } from "./pages";

const global = { plugins: [i18n] };
const COLUMNS = [
  { key: "name", title: "姓名" },
  { key: "days", title: "天数", figure: true, sort: "days" },
];
interface Row {
  name: string;
  days: number;
}
const table = (props: { rows: Row[] | null; busy?: boolean; failure?: Failure | null; more?: boolean; empty?: string; sort?: string }) =>
  mount(DataTable<Row>, {
    props: { label: "队员", columns: COLUMNS, rowKey: (row: Row) => row.name, busy: false, failure: null, ...props },
    slots: { name: ({ row }: { row: Row }) => h("b", row.name), days: ({ row }: { row: Row }) => String(row.days) },
    global,
  });
const failure = new Failure({ sentences: [{ code: "server.out_of_reach", zh: "连不上", en: "Out of reach" }], of_the_line: true });

test("rows are shown by the columns' slots, and the next page is one tap away", async () => {
  const shown = table({ rows: [{ name: "陈玉华", days: 158 }], more: true });
  expect(shown.get("tbody").text()).toBe("陈玉华158");
  await shown.get(".state button").trigger("click");
  expect(shown.emitted("more")).toHaveLength(1);
});

test("only the server sorts: a click says by what, and a second one turns it round", async () => {
  const shown = table({ rows: [{ name: "陈玉华", days: 158 }], sort: "days" });
  expect(shown.findAll("th").map((head) => head.attributes("aria-sort"))).toEqual([undefined, "ascending"]);
  await shown.get("th button").trigger("click");
  expect(shown.emitted("update:sort")).toEqual([["-days"]]);
  expect([turned("-days", "days"), turned(null, "days"), turned("name", "days")]).toEqual(["days", "days", "days"]);
});

test("fetching, nothing there, and a failure are three things, and a failure keeps what is shown", async () => {
  expect(table({ rows: null, busy: true }).text()).toBe("正在取…");
  expect(table({ rows: [], empty: "都审完了。" }).text()).toBe("都审完了。");
  const failed = table({ rows: [{ name: "陈玉华", days: 158 }], failure, more: true });
  expect(failed.text()).toContain("陈玉华");
  expect(failed.get("[role=alert]").text()).toContain("server.out_of_reach");
  await failed.get(".state button").trigger("click");
  expect(failed.emitted("again")).toHaveLength(1);
  expect(table({ rows: [], failure }).text()).not.toContain("这里还没有");
});

/** A call that is answered when it is told to. */
function later<T>(): { call: Call<T>; answer: (data: T) => void } {
  let answer: (data: T) => void = () => undefined;
  const answered = new Promise<T>((resolve) => {
    answer = resolve;
  });
  return { call: async () => ({ data: await answered, response: new Response() }), answer };
}

test("pages follow each other without a gap, and a changed question begins anew", async () => {
  const asked: (string | null)[] = [];
  const pages: Record<string, Page<number>> = { start: { items: [1, 2], next: "b" }, b: { items: [3] } };
  const list = usePages<number>((after) => {
    asked.push(after);
    return async () => ({ data: pages[after ?? "start"] as Page<number>, response: new Response() });
  });
  await list.begin();
  expect([list.rows.value, list.more.value]).toEqual([[1, 2], true]);
  await list.goOn();
  expect([list.rows.value, list.more.value]).toEqual([[1, 2, 3], false]);
  expect(await list.goOn()).toBe(false);
  await list.begin();
  expect(list.rows.value).toEqual([1, 2]);
  expect(asked).toEqual([null, "b", null]);
  expect(list.page.value?.next).toBe("b");
});

test("what is shown is fetched anew as far as one was, and no further", async () => {
  const asked: (string | null)[] = [];
  let pages: Record<string, Page<number>> = { start: { items: [1, 2], next: "b" }, b: { items: [3, 4], next: "c" }, c: { items: [5] } };
  const list = usePages<number>((after) => async () => {
    asked.push(after);
    return { data: pages[after ?? "start"] as Page<number>, response: new Response() };
  });
  await list.begin();
  await list.goOn();
  pages = { ...pages, start: { items: [1], next: "b" } };
  asked.length = 0;
  await list.renew();
  expect([list.rows.value, list.more.value, asked]).toEqual([[1, 3, 4], true, [null, "b"]]);
  await list.goOn();
  expect(list.rows.value).toEqual([1, 3, 4, 5]);
  pages = { start: { items: [1] } };
  await list.renew();
  expect([list.rows.value, list.more.value]).toEqual([[1], false]);
});

test("an answer that a later question overtook is passed over, and the next page is asked for once", async () => {
  const [slow, quick] = [later<Page<string>>(), later<Page<string>>()];
  const calls = [slow, quick];
  const made = vi.fn(() => (calls.shift() ?? quick).call);
  const list = usePages<string>(made);
  const first = list.begin();
  const second = list.begin();
  quick.answer({ items: ["now"], next: "x" });
  expect(await second).toBe(true);
  slow.answer({ items: ["before"], next: null });
  expect(await first).toBe(false);
  expect([list.rows.value, list.busy.value]).toEqual([["now"], false]);
  void list.goOn();
  expect(await list.goOn()).toBe(false);
  expect(made).toHaveBeenCalledTimes(3);
});

test("what failed is asked again as it was: the next page, not the first", async () => {
  const asked: (string | null)[] = [];
  let up = true;
  const list = usePages<number>((after) => {
    asked.push(after);
    return async () => {
      if (!up) throw failure;
      return { data: { items: [asked.length], next: "n" }, response: new Response() };
    };
  });
  await list.begin();
  up = false;
  expect(await list.goOn()).toBe(false);
  expect(list.failure.value?.code).toBe("server.out_of_reach");
  up = true;
  await list.again();
  expect(asked).toEqual([null, "n", "n"]);
  expect([list.rows.value, list.failure.value]).toEqual([[1, 3], null]);
});

test("the path leads to what is above, and names where one is", () => {
  const path = mount(DivisionPath, {
    props: { path: [{ code: "6109", name: "安康市" }, { code: "610926", name: "平利县" }], to: (code: string) => `/overview/${code}` },
    global: { ...global, stubs: { RouterLink: RouterLinkStub } },
  });
  expect(path.findAllComponents(RouterLinkStub).map((link) => link.props("to"))).toEqual(["/overview/6109"]);
  expect(path.get("[aria-current=page]").text()).toBe("平利县");
});

test("a file is fetched once it is sure that it will be one", async () => {
  let signedIn = false;
  serverAnswers({ "GET /console/v1/session": () => (signedIn ? somebody() : refused(403, "right.not_this_role")) });
  const link = mount(DownloadLink, { props: { href: "/console/v1/x.xlsx", word: "下载表格" }, global, attachTo: document.body });
  const through = vi.fn((event: Event) => {
    const prevented = event.defaultPrevented;
    event.preventDefault();
    return prevented;
  });
  window.addEventListener("click", through);
  link.get("a").element.click();
  await flushPromises();
  expect(link.get("[role=alert]").text()).toContain("right.not_this_role");
  signedIn = true;
  link.get("a").element.click();
  await flushPromises();
  window.removeEventListener("click", through);
  expect(through.mock.results.map(({ value }) => value as boolean)).toEqual([true, true, false]);
  link.unmount();
});

test("a page of the server's is one as it comes, with what else stands on it", async () => {
  serverAnswers({ "GET /console/v1/divisions/610926/reviews": () => ({ items: [], next: null, totals: { waiting: 387 } }) });
  const list = usePages<Schemas["QueuePage"]["items"][number], Schemas["QueuePage"]>(
    () => (client) => client.GET("/console/v1/divisions/{division}/reviews", { params: { path: { division: "610926" }, query: { level: "county" } } }),
  );
  expect(await list.begin()).toBe(true);
  expect([list.rows.value, list.more.value]).toEqual([[], false]);
  expect(list.page.value?.totals).toEqual({ waiting: 387 });
});
