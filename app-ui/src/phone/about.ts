/** What a place says that it is about: a day, a village. Whoever leads from one screen to another hands it on; where a place says nothing,
 * today and the person's choice decide. */
import type { LocationQuery } from "vue-router";

/** Null where the place does not say it. */
export interface About {
  /** ISO. */
  day: string | null;
  /** The village's code. */
  village: string | null;
}

/** A word of a place's query; null where there is none. */
export function saidIn(query: LocationQuery, name: string): string | null {
  const value = query[name];
  return typeof value === "string" && value !== "" ? value : null;
}

/** What a place is about. */
export function aboutOf(query: LocationQuery): About {
  return { day: saidIn(query, "day"), village: saidIn(query, "village") };
}

/** The query that says it, or more; empty where there is nothing to say. */
export function queryOf(said: Readonly<Record<string, string | null>> | Partial<About>): string {
  const words = Object.entries(said).flatMap(([name, value]) => (typeof value === "string" && value !== "" ? [`${name}=${encodeURIComponent(value)}`] : []));
  return words.length === 0 ? "" : `?${words.join("&")}`;
}
