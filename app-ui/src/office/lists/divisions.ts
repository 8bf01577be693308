/** Divisions by name, with those above them. Asked for once: a name does not change while somebody sits here. */
import { shallowRef, watch, type ShallowRef } from "vue";
import { Failure } from "../../shared/failure";
import { ask, type Schemas } from "../server";
import { desk } from "../session";

export interface Division {
  code: string;
  name: string;
  level: string;
  /** From the top down; the last is the division itself. */
  path: Schemas["DivisionName"][];
}

const known = new Map<string, Promise<Division>>();

async function fetched(code: string, today: string): Promise<Division> {
  const params = { path: { division: code }, query: { from: today, to: today } };
  const { path, place } = await ask((client) => client.GET("/console/v1/divisions/{division}/overview", { params }));
  return { code: place.code, name: place.name, level: place.level, path: [...path, { code: place.code, name: place.name }] };
}

function division(code: string): Promise<Division> {
  const before = known.get(code);
  if (before !== undefined) return before;
  const now = fetched(code, desk.me?.today ?? "");
  known.set(code, now);
  // Asked anew by whoever needs it next.
  now.catch(() => known.delete(code));
  return now;
}

/** A division by its code; null until it is known. Where it can't be, the screen goes without its name: what it shows says what is wrong. */
export function useDivision(code: () => string | null): ShallowRef<Division | null> {
  const of = shallowRef<Division | null>(null);
  watch(
    code,
    async (now) => {
      of.value = null;
      if (now === null) return;
      try {
        const found = await division(now);
        if (code() === now) of.value = found;
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown;
      }
    },
    { immediate: true },
  );
  return of;
}
