import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, expect, test } from "vitest";
import { defineComponent, h } from "vue";
import { i18n } from "../i18n";
import { axeFaults } from "../testing";
import Over from "./Over.vue";

const Page = defineComponent({
  setup: () => () => [
    h("header", [h("a", { href: "#/" }, "村记")]),
    h("main", [h("h1", "审核"), h(Over, { title: "退回" }, () => h("p", "为什么"))]),
  ],
});

let page: ReturnType<typeof mount> | null = null;
afterEach(() => {
  page?.unmount();
  page = null;
});

test("a dialog is no second banner of the page, wherever it is opened", async () => {
  page = mount(Page, { global: { plugins: [i18n] }, attachTo: document.body });
  await flushPromises();
  const head = document.querySelector(".el-dialog header");
  expect(head?.textContent).toContain("退回");
  expect(await axeFaults()).toEqual([]);
  // It can fail: outside of a section the dialog's head would be one.
  document.body.append(...document.querySelectorAll(".el-dialog header"));
  expect((await axeFaults()).some((fault) => fault.includes("landmark-no-duplicate-banner"))).toBe(true);
  head?.remove();
});
