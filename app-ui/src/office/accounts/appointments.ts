/** What an account is, where, from when to when: as it is typed, and as it is sent. */
import type { Schemas } from "../server";

export type Account = Schemas["AccountView"];
export type Appointment = Schemas["AppointmentView"];

export interface TypedRole {
  role: string | null;
  division: string;
  from: string;
  /** Empty while it is open. */
  to: string;
  deputy: boolean;
  /** The login of whom it stands in for. */
  deputyFor: string;
  /** Whether the role is held for a unit, as the server's table says. */
  forUnit: boolean;
  unit: string;
}

/** A role that nobody has typed anything of. */
export function untyped(division: string, today: string): TypedRole {
  return { role: null, division, from: today, to: "", deputy: false, deputyFor: "", forUnit: false, unit: "" };
}

/** What of a role is still missing: the key of its word. */
export function missingOf(typed: TypedRole): "role" | "division" | "unit" | "from" | "deputy_for" | "to" | null {
  if (typed.role === null) return "role";
  if (typed.division.trim() === "") return "division";
  if (typed.forUnit && typed.unit.trim() === "") return "unit";
  if (typed.from === "") return "from";
  if (typed.deputy && typed.deputyFor.trim() === "") return "deputy_for";
  return typed.deputy && typed.to === "" ? "to" : null;
}

/** As it is sent. */
export function appointmentOf(typed: TypedRole): Appointment {
  return {
    role: typed.role ?? "",
    division: typed.division.trim(),
    from: typed.from,
    to: typed.to === "" ? null : typed.to,
    deputy_for: typed.deputy ? typed.deputyFor.trim() : null,
    ...(typed.forUnit ? { unit: typed.unit.trim() } : {}),
  };
}
