/** What a policy's sections, figures and values are called. What is new to this page is said as it stands in the file. */
import { useI18n } from "vue-i18n";

export interface PolicyWords {
  section(name: string): string;
  figure(place: string): string;
  value(written: string): string;
  list(name: string): string;
  /** Where two policies differ: `attendance.resident_days.value`, `lists.work.codes.road.zh`. */
  difference(key: string): string;
}

export function usePolicyWords(): PolicyWords {
  const { t, te } = useI18n();
  const known = (key: string, otherwise: string) => (te(key) ? t(key) : otherwise);
  const section = (name: string) => known(`policy.section.${name === "" ? "top" : name}`, name);
  const figure = (place: string) => known(`policy.figure.${place.replace(".", "_")}`, place);
  const list = (name: string) => known(`policy.list_of.${name}`, name);

  function difference(key: string): string {
    const [first = "", second = "", ...rest] = key.split(".");
    if (first === "lists") return [list(second), ...rest.filter((part) => part !== "codes").map((part) => known(`policy.part.${part}`, part))].join(" · ");
    if (second === "") return figure(first);
    const parts = rest.filter((part) => part !== "value").map((part) => known(`policy.part.${part}`, part));
    return [section(first), figure(`${first}.${second}`), ...parts].join(" · ");
  }

  return { section, figure, list, difference, value: (written) => known(`policy.value.${written}`, written) };
}
