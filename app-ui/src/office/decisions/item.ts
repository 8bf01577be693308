/** A leave or an objection as a desk sees it. */
import type { Schemas } from "../server";

export type Item = Schemas["DecisionItemView"];

/** The lists of it. */
export const WHICH = ["waiting", "settled"] as const;
export type Which = (typeof WHICH)[number];

export const keyOf = ({ space, record }: Pick<Item, "space" | "record">): string => `${space}/${record}`;
