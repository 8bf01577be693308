/** Households as the server lists them. */
import type { Call, Schemas } from "../server";

export type Household = Schemas["HouseholdView"];

export interface Sought {
  text?: string;
  not_since?: string;
  person?: string;
  unassigned?: boolean;
}

/** Tells a household from others: its number is its village's. */
export function householdKey({ space, number }: Pick<Household, "space" | "number">): string {
  return `${space}/${number}`;
}

/** A page of a division's households. */
export function householdsCall(division: string, sought: Sought, after: string | null): Call<{ items: Household[]; next?: string | null }> {
  const query = { ...sought, ...(after === null ? {} : { after }) };
  return async (client) => {
    const { data, error, response } = await client.GET("/console/v1/divisions/{division}/households", { params: { path: { division }, query } });
    if (data === undefined) return { error, response };
    return { data: { items: data.households, next: data.next ?? null }, response };
  };
}
