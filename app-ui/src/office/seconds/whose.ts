/** Whose day or phone it is, by name: what is asked for says ids, and the people of its division are asked once each. */
import { shallowReactive, watch } from "vue";
import { Failure } from "../../shared/failure";
import { ask } from "../server";
import type { Second } from "./second";

export interface Whose {
  name: string;
  /** The phone's name, where it is about one. */
  phone: string | null;
}

const placeOf = ({ cadre, division, subject }: Second) => `${division}/${cadre ?? subject}`;

async function look({ cadre, division, subject }: Second): Promise<Whose | null> {
  if (typeof cadre === "string") {
    const params = { path: { division, person: cadre } };
    const { name } = await ask((client) => client.GET("/console/v1/divisions/{division}/people/{person}", { params }));
    return { name, phone: null };
  }
  const params = { path: { division }, query: { limit: 200 } };
  const { items } = await ask((client) => client.GET("/console/v1/divisions/{division}/people", { params }));
  const owner = items.find(({ devices }) => devices.some(({ id }) => id === subject));
  return owner === undefined ? null : { name: owner.name, phone: owner.devices.find(({ id }) => id === subject)?.name ?? null };
}

/** Of all that is listed; null while it is not known, or where it can't be: then the id stands. */
export function useWhose(rows: () => readonly Second[]): (of: Second) => Whose | null {
  const known = shallowReactive(new Map<string, Whose | null>());
  watch(
    rows,
    async (all) => {
      // One after the other: a list of many must not take the server from others.
      for (const one of all) {
        const place = placeOf(one);
        if (known.has(place)) continue;
        known.set(place, null);
        try {
          known.set(place, await look(one));
        } catch (thrown) {
          if (!(thrown instanceof Failure)) throw thrown;
          known.delete(place);
        }
      }
    },
    { immediate: true },
  );
  return (of) => known.get(placeOf(of)) ?? null;
}
