import { mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import { i18n } from "../../phone/i18n";
import NameList from "./NameList.vue";

function list(names: string[]) {
  const mounted = mount(NameList, {
    props: {
      label: "见了谁",
      modelValue: names,
      "onUpdate:modelValue": (value: string[] | null | undefined) => void mounted.setProps({ modelValue: value }),
    },
    global: { plugins: [i18n] },
    attachTo: document.body,
  });
  return mounted;
}

const chips = (mounted: ReturnType<typeof list>) => mounted.findAll(".name").map((chip) => chip.text());

test("a name is among the names from its first letter on, and a chip once the field is left", async () => {
  const mounted = list(["张大爷"]);
  const field = mounted.get("input");
  await field.setValue("李");
  expect(mounted.props("modelValue")).toEqual(["张大爷", "李"]);
  await field.setValue("李桂兰、王");
  expect(mounted.props("modelValue")).toEqual(["张大爷", "李桂兰", "王"]);
  expect(chips(mounted)).toEqual(["张大爷"]);
  await field.setValue("李桂兰");
  await field.trigger("blur");
  expect(mounted.props("modelValue")).toEqual(["张大爷", "李桂兰"]);
  expect(chips(mounted)).toEqual(["张大爷", "李桂兰"]);
  expect(field.element.value).toBe("");
});

test("a name that is there already is not taken away with the field", async () => {
  const mounted = list(["张大爷"]);
  await mounted.get("input").setValue("张大爷");
  await mounted.get("input").setValue("");
  expect(mounted.props("modelValue")).toEqual(["张大爷"]);
});
