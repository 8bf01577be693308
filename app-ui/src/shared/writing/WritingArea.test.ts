import { mount } from "@vue/test-utils";
import { nextTick } from "vue";
import { expect, test } from "vitest";
import WritingArea from "./WritingArea.vue";

function area(text = "") {
  const mounted = mount(WritingArea, {
    props: {
      label: "正文",
      modelValue: text,
      "onUpdate:modelValue": (value: string | null | undefined) => void mounted.setProps({ modelValue: value }),
    },
    attachTo: document.body,
  });
  return { mounted, field: mounted.get("textarea").element };
}

function composes(field: HTMLTextAreaElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
}

test("what an input method is still composing is in the model, so that it is kept", async () => {
  const { mounted, field } = area("下午");
  field.dispatchEvent(new CompositionEvent("compositionstart"));
  composes(field, "下午dao san zu");
  await nextTick();
  expect(mounted.props("modelValue")).toBe("下午dao san zu");
  composes(field, "下午到三组");
  field.dispatchEvent(new CompositionEvent("compositionend", { data: "到三组" }));
  await nextTick();
  expect(mounted.props("modelValue")).toBe("下午到三组");
});

test("nothing writes into the field while something is being composed", async () => {
  const { mounted, field } = area("下午");
  let writes = 0;
  const own = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  field.dispatchEvent(new CompositionEvent("compositionstart"));
  composes(field, "下午dao");
  Object.defineProperty(field, "value", {
    configurable: true,
    get: () => own?.get?.call(field) as string,
    set: (text: string) => {
      writes += 1;
      own?.set?.call(field, text);
    },
  });
  await mounted.setProps({ modelValue: "别处改了" });
  await nextTick();
  expect(writes).toBe(0);
  expect(own?.get?.call(field)).toBe("下午dao");
});

test("what was changed elsewhere is shown", async () => {
  const { mounted, field } = area("下午");
  await mounted.setProps({ modelValue: "上午" });
  await nextTick();
  expect(field.value).toBe("上午");
});
