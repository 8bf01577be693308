/** Every role with what may be done in it, from the server's one table. Asked for once. */
import { shallowRef, type ShallowRef } from "vue";
import { useI18n } from "vue-i18n";
import { failureOf, type Failure } from "../../shared/failure";
import { useRoleWord } from "../frame/roles";
import { ask, type Schemas } from "../server";
import { desk } from "../session";

export type RoleKnown = Schemas["RoleKnown"];

/** From above down, by the digits of a code. */
const LEVELS: readonly [number, string][] = [
  [4, "city"],
  [6, "county"],
  [9, "town"],
  [12, "village"],
];

/** Whether it can be held in a division or somewhere below it. */
export function fitsWithin({ levels }: RoleKnown, division: string): boolean {
  return LEVELS.some(([digits, level]) => digits >= division.length && levels.includes(level));
}

/** Whether whoever sits here may give it where they keep accounts: an administrator's role only as an administrator (`may_keep` in Rust). */
export function mayGive({ role }: RoleKnown): boolean {
  return role !== "administrator" || (desk.me?.appointments ?? []).some((held) => held.role === role);
}

let asked: Promise<RoleKnown[]> | null = null;

function fetched(): Promise<RoleKnown[]> {
  asked ??= ask((client) => client.GET("/console/v1/roles")).catch((thrown: unknown) => {
    // Asked anew by whoever needs it next.
    asked = null;
    throw thrown;
  });
  return asked;
}

export interface Roles {
  /** Those that have a desk, in the table's order; null until they are there. */
  desks: ShallowRef<RoleKnown[] | null>;
  /** Why they can't be had. */
  failure: ShallowRef<Failure | null>;
  load(): Promise<void>;
  /** A role in the language that is spoken. */
  wordOf(role: RoleKnown): string;
  /** What may be done in it, in words; empty where that is not known. */
  actsOf(role: string | null): string;
}

export function useRoles(): Roles {
  const { t, locale } = useI18n();
  const roleWord = useRoleWord();
  const desks = shallowRef<RoleKnown[] | null>(null);
  const failure = shallowRef<Failure | null>(null);

  async function load(): Promise<void> {
    try {
      failure.value = null;
      desks.value = (await fetched()).filter(({ desk }) => desk);
    } catch (thrown) {
      failure.value = failureOf(thrown);
    }
  }
  void load();

  const wordOf = ({ role, role_zh }: RoleKnown) => (locale.value === "en" ? roleWord(role) : role_zh);
  function actsOf(role: string | null): string {
    const acts = desks.value?.find((one) => one.role === role)?.acts ?? [];
    // Rust's codes are the English words.
    return acts.map(({ act, act_zh }) => (locale.value === "en" ? act.replace(/_/gu, " ") : act_zh)).join(t("accounts.between"));
  }

  return { desks, failure, load, wordOf, actsOf };
}
