import { mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import DayField from "./DayField.vue";

test("a day is chosen, one that is emptied stays as it was, and bounds stand only where there are any", async () => {
  const field = mount(DayField, { props: { modelValue: "2017-09-04", label: "哪天", last: "2017-09-14" } });
  const input = field.get("input");
  expect([input.attributes("min"), input.attributes("max")]).toEqual([undefined, "2017-09-14"]);
  await input.setValue("2017-09-05");
  await input.trigger("change");
  expect(field.emitted("update:modelValue")?.pop()).toEqual(["2017-09-05"]);
  await field.setProps({ modelValue: "2017-09-05" });
  const said = field.emitted("update:modelValue")?.length;
  input.element.value = "";
  await input.trigger("change");
  expect(field.emitted("update:modelValue")?.length).toBe(said);
  expect(input.element.value).toBe("2017-09-05");
});
