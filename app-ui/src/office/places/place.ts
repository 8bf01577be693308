/** Which division a screen is about, what it is called, and what lies right below it. */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from "vue";
import type { Failure } from "../../shared/failure";
import { useAsk } from "../ask";
import { divisionsOf, isWithin, may } from "../rights";
import type { Schemas } from "../server";
import { desk } from "../session";
import { saidIn, useHere } from "./here";

export type DivisionName = Schemas["DivisionName"];

export interface Place {
  /** From the highest division where this person may do it down to the one that the screen is about. */
  path: DivisionName[];
  /** Right below it, by code; null while that is not known. */
  below: DivisionName[] | null;
}

export interface Placed {
  /** Where this person may do it; the uppermost divisions. */
  seats: ComputedRef<DivisionName[]>;
  /** The address's division, else the first where they may; empty if there is none. */
  division: ComputedRef<string>;
  place: ComputedRef<Place>;
  /** A division's name, or its code where nobody told the name. */
  nameOf(code: string): string;
  /** Why names are missing. */
  failure: ShallowRef<Failure | null>;
}

/** Of the screen for this act, whose address may end in a division. */
export function usePlace(act: string): Placed {
  const here = useHere();
  const { failure, ask } = useAsk();
  const known = shallowRef<ReadonlyMap<string, string>>(new Map());
  const below = shallowRef<DivisionName[] | null>(null);

  const seats = computed(() => (desk.me === null ? [] : divisionsOf(desk.me, act).map((seat) => ({ code: seat.division, name: seat.name }))));
  const nameOf = (code: string) => known.value.get(code) ?? desk.me?.appointments.find((held) => held.division === code)?.division_name ?? code;
  const named = (code: string): DivisionName => ({ code, name: nameOf(code) });

  const division = computed(() => saidIn(here.value, "division") ?? seats.value[0]?.code ?? "");

  const path = computed(() => {
    const between = [...known.value.keys()].filter((code) => may(act, code) && isWithin(division.value, code) && code !== division.value);
    return [...between.sort(), division.value].map(named);
  });

  function look(code: string): void {
    below.value = null;
    // Names come with the overview, of one day for want of its figures; whoever may not ask for that reads codes.
    if (!may("see_figures", code)) return;
    const query = { from: desk.me?.today, to: desk.me?.today };
    void ask(
      (client) => client.GET("/console/v1/divisions/{division}/overview", { params: { path: { division: code }, query } }),
      (answer) => {
        below.value = answer.below.map((one) => ({ code: one.code, name: one.name }));
        const all = [...answer.path, answer.place, ...below.value];
        known.value = new Map([...known.value, ...all.map((one) => [one.code, one.name] as const)]);
      },
    );
  }
  watch(division, (code) => (code === "" ? undefined : look(code)), { immediate: true });

  return { seats, division, place: computed(() => ({ path: path.value, below: below.value })), nameOf, failure };
}
