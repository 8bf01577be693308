/** Which division a screen is about, what it is called, and what lies right below it. */
import { computed, type ComputedRef, type ShallowRef } from "vue";
import type { Failure } from "../../shared/failure";
import { nameOfDivision, useNamed, type DivisionName } from "../lists/divisions";
import { divisionsOf, may } from "../rights";
import { desk } from "../session";
import { saidIn, useHere } from "./here";

export type { DivisionName } from "../lists/divisions";

export interface Place {
  /** From the highest division where this person may do it down to the one that the screen is about. */
  path: DivisionName[];
  /** Right below it, by code; null while that is not known. */
  below: DivisionName[] | null;
}

export interface Placed {
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
  const division = computed(() => saidIn(here.value, "division") ?? (desk.me === null ? undefined : divisionsOf(desk.me, act)[0]?.division) ?? "");
  const { division: found, failure } = useNamed(() => (division.value === "" ? null : division.value));

  const place = computed<Place>(() => {
    if (found.value === null) return { path: [{ code: division.value, name: nameOfDivision(division.value) }], below: null };
    return { path: found.value.path.filter(({ code }) => may(act, code)), below: found.value.below };
  });

  return { division, place, nameOf: nameOfDivision, failure };
}
