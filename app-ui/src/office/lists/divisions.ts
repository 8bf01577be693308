/** Divisions by name, with those above and right below: the one place that asks for them, once each. A name does not change while somebody
 * sits here. */
import { reactive, shallowRef, watch, type ShallowRef } from "vue";
import { failureOf, type Failure } from "../../shared/failure";
import { ask, type Schemas } from "../server";
import { desk } from "../session";

export type DivisionName = Schemas["NameOfDivision"];

export interface Division extends DivisionName {
  level: string;
  /** From the top down; the last is the division itself. */
  path: DivisionName[];
  /** Right below it, by code. */
  below: DivisionName[];
}

const asked = new Map<string, Promise<Division>>();
/** What every division that was met is called. */
const names = reactive(new Map<string, string>());

async function fetched(code: string): Promise<Division> {
  const { path, below, ...itself } = await ask((client) => client.GET("/console/v1/places/{code}", { params: { path: { code } } }));
  const whole = { ...itself, path: [...path, { code: itself.code, name: itself.name }], below };
  for (const one of [...whole.path, ...below]) names.set(one.code, one.name);
  return whole;
}

function division(code: string): Promise<Division> {
  const before = asked.get(code);
  if (before !== undefined) return before;
  const now = fetched(code);
  asked.set(code, now);
  // Asked anew by whoever needs it next.
  now.catch(() => asked.delete(code));
  return now;
}

export interface Named {
  /** Null until it is known, or where it can't be. */
  division: ShallowRef<Division | null>;
  /** Why it can't be had. */
  failure: ShallowRef<Failure | null>;
}

/** A division by its code, with why its name can't be had. */
export function useNamed(code: () => string | null): Named {
  const [of, failure] = [shallowRef<Division | null>(null), shallowRef<Failure | null>(null)];
  watch(
    code,
    async (now) => {
      of.value = failure.value = null;
      if (now === null) return;
      try {
        const found = await division(now);
        if (code() === now) of.value = found;
      } catch (thrown) {
        if (code() === now) failure.value = failureOf(thrown);
      }
    },
    { immediate: true },
  );
  return { division: of, failure };
}

/** A division by its code; null until it is known. Where it can't be, the screen goes without its name: what it shows says what is wrong. */
export function useDivision(code: () => string | null): ShallowRef<Division | null> {
  return useNamed(code).division;
}

/** The division right above: codes have 2, 4, 6, 9 and 12 digits. */
function above(code: string): string | null {
  const levels = [9, 6, 4, 2].filter((digits) => digits < code.length);
  return levels[0] === undefined ? null : code.slice(0, levels[0]);
}

/** Divisions above that were asked for to name what lies below, whether or not they could. */
const soughtUnder = new Set<string>();

/** A division's name, or its code until that is known. One that was not met yet is asked for with all that lie beside it: a list of people of a
 * county asks for its towns, not for each village. */
export function nameOfDivision(code: string): string {
  const known = names.get(code) ?? desk.me?.divisions.find((one) => one.code === code)?.name;
  if (known !== undefined) return known;
  const under = above(code) ?? code;
  if (!soughtUnder.has(under)) {
    soughtUnder.add(under);
    // The code says which it is, where the name can't be had; whoever comes to this screen next asks anew.
    division(under).catch(() => soughtUnder.delete(under));
  }
  return code;
}
