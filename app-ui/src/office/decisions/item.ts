/** A leave or an objection as a desk sees it. */
import type { Schemas } from "../server";

export type Item = Schemas["DecisionItemView"];

/** The lists of it. */
export const WHICH = ["waiting", "settled"] as const;
export type Which = (typeof WHICH)[number];

export const keyOf = ({ space, record }: Pick<Item, "space" | "record">): string => `${space}/${record}`;

/** The kind of leave, or what is objected to, in the language that is spoken. */
export const kindOf = ({ kind, kind_en }: Pick<Item, "kind" | "kind_en">, locale: string): string => (locale === "en" ? kind_en : kind);

/** The key of what came of it. */
export const cameOf = (what: string, granted: boolean): string => `decisions.came.${what === "leave" ? "leave" : "objection"}.${granted ? "yes" : "no"}`;
